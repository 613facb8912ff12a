package io.lakehouse.crypto.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The hardware and software that a benchmark ran on.
 *
 * @param versions the versions of the engines, taken from the names of their jars
 */
public record Environment(
        int cores, long memoryGib, String processor, String system, String java, List<String> versions) {

    public static Environment now(List<String> versions) {
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Environment(
                Runtime.getRuntime().availableProcessors(),
                Math.round(machine.getTotalMemorySize() / (double) (1 << 30)),
                processorName(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.runtime.version", "?"),
                versions);
    }

    private static String processorName() {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(cpuinfo)) {
            return "unknown processor";
        }
        try (Stream<String> lines = Files.lines(cpuinfo)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    public String described() {
        return cores + " cores (" + processor + "), " + memoryGib + " GiB, " + system + ", Java " + java + "; "
                + String.join(", ", versions) + ".";
    }
}
