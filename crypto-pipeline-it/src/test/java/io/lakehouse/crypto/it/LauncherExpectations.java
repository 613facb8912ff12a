package io.lakehouse.crypto.it;

import java.util.stream.Collectors;

/** What the launcher of a fake checkout is expected to say, and to pass to Java. */
final class LauncherExpectations {

    private LauncherExpectations() {}

    static String buildingMessage(FakeCheckout checkout) {
        return "Building crypto-pipeline (first run takes a few minutes while Maven downloads Spark; log: %s)"
                .formatted(checkout.log());
    }

    static String classPath(FakeCheckout checkout) {
        return FakePrograms.BUILT_JARS.stream()
                .map(jar -> checkout.app().resolve(jar).toString())
                .collect(Collectors.joining(":"));
    }
}
