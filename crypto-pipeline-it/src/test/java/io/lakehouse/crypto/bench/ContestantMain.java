package io.lakehouse.crypto.bench;

import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantServer;
import io.lakehouse.crypto.bench.harness.Parameters;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The main class of a contestant's JVM. */
final class ContestantMain {

    private ContestantMain() {}

    /** Exits explicitly, even after an error, because engines leave threads behind that would keep the JVM alive. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    public static void main(String[] arguments) {
        try {
            compete(arguments);
            System.exit(0);
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void compete(String[] arguments) throws IOException {
        List<String> given = Arrays.asList(arguments);
        Parameters parameters = Parameters.from(given.subList(2, given.size()));
        try (Contestant contestant = Benchmarks.named(given.get(0)).contestant(given.get(1), parameters)) {
            ContestantServer.serve(contestant, System.out);
        }
    }
}
