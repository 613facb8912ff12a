package io.lakehouse.crypto.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The peak memory of a process so far, including memory outside the heap. */
public final class PeakMemory {

    private static final String LINE = "VmHWM:";

    private PeakMemory() {}

    /** The peak in bytes; 0 if the system does not report it or if the process has ended. */
    public static double bytesOf(Process process) {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(LINE))
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0; // the process has just ended, or the system has no such file
        }
    }
}
