package io.lakehouse.core.session;

import io.lakehouse.core.error.InvalidSettingException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/** Checks that Spark 3.5 can run in this JVM. Spark's own errors name neither the cause nor the remedy. */
final class JvmRequirements {

    /**
     * The newest Java version that Spark 3.5 supports. From Java 24 on Spark cannot start, because the JDK removed a
     * method.
     */
    private static final int NEWEST_JAVA = 21;

    private static final long MIN_HEAP_MIB = 450;

    /** The option that Spark needs to start; only single features need the others. */
    private static final String NEEDED_TO_START = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    private static final Pattern ADD_OPENS = Pattern.compile("--add-opens=([^/]+)/([^=]+)=ALL-UNNAMED");

    private JvmRequirements() {}

    /** Checks the current JVM. */
    static void require(String appName, Machine machine) {
        requireVersion(appName, Runtime.version().feature());
        requireOpenPackages(appName, JvmRequirements::isOpen);
        requireHeap(appName, machine);
    }

    static void requireVersion(String appName, int feature) {
        if (feature > NEWEST_JAVA) {
            throw new InvalidSettingException("Cannot open the session " + appName + " on Java " + feature
                    + ": Spark 3.5 runs on Java 17 and 21. Set JAVA_HOME to one of them.");
        }
    }

    static void requireOpenPackages(String appName, Predicate<String> isOpen) {
        if (isOpen.test(NEEDED_TO_START)) {
            return;
        }
        List<String> missing = Arrays.stream(
                        JavaModuleOptions.defaultModuleOptions().split(" ", -1))
                .filter(option -> ADD_OPENS.matcher(option).matches())
                .filter(isOpen.negate())
                .toList();
        throw new InvalidSettingException("Cannot open the session " + appName
                + ": this JVM does not open packages that Spark accesses. Start it through spark-submit in client"
                + " mode, or add these options (--driver-java-options of spark-submit or JDK_JAVA_OPTIONS"
                + " take them): "
                + String.join(" ", missing));
    }

    private static void requireHeap(String appName, Machine machine) {
        long mebibytes = machine.heapBytes() >> 20;
        if (mebibytes < MIN_HEAP_MIB) {
            throw new InvalidSettingException("Cannot open the session " + appName + " in a JVM with a heap of "
                    + mebibytes + " MiB: Spark needs " + MIN_HEAP_MIB + ". Start it with -Xmx1g or more.");
        }
    }

    /** Whether the JVM was started with this option or does not need it. */
    static boolean isOpen(String option) {
        Matcher matcher = ADD_OPENS.matcher(option);
        if (!matcher.matches()) {
            return false;
        }
        Optional<Module> module = ModuleLayer.boot().findModule(matcher.group(1));
        // A package that this JDK does not contain need not be opened.
        return module.map(found -> !found.getPackages().contains(matcher.group(2))
                        || found.isOpen(matcher.group(2), JvmRequirements.class.getModule()))
                .orElse(true);
    }
}
