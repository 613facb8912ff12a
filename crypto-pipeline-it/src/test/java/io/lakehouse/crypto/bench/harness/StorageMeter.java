package io.lakehouse.crypto.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;

/**
 * Counts what a round wrote to storage, from the files that were added to a folder. This measure also works for engines
 * that do not use Spark's own writers. Checksum files that Hadoop keeps next to local files are not counted.
 *
 * @param before the files that existed before the round
 */
public record StorageMeter(Path folder, Set<Path> before) {

    /** The bytes of new files, including those of the log. */
    public static final String WRITTEN = "storage written";

    /** The number of new files that contain rows. */
    public static final String DATA_FILES = "data files";

    public static StorageMeter begin(Path folder) {
        return new StorageMeter(folder, new HashSet<>(files(folder).keySet()));
    }

    /** The figures of the files added since then. */
    public Map<String, Double> figures() {
        Map<Path, Long> added = files(folder);
        added.keySet().removeAll(before);
        return Map.of(
                WRITTEN,
                        (double) added.values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                DATA_FILES,
                        (double) added.keySet().stream()
                                .filter(file -> isData(folder.relativize(file)))
                                .count());
    }

    /** Engines also keep Parquet files of their own, in folders that start with a dot or are named metadata. */
    private static boolean isData(Path file) {
        return file.toString().endsWith(".parquet")
                && !file.toString().startsWith("_")
                && !file.toString().startsWith(".")
                && !file.toString().contains("/metadata/");
    }

    private static Map<Path, Long> files(Path folder) {
        Map<Path, Long> sizes = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (Files.isRegularFile(file) && !file.toString().endsWith(".crc")) {
                    sizes.put(file, Files.size(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sizes;
    }

    /** The bytes that this JVM has read through Hadoop's file systems. */
    // The API that replaced this one keeps one count per scheme. For local files, that is the count of the local file
    // system, which reads nothing itself.
    @SuppressWarnings("deprecation")
    public static long readSoFar() {
        return FileSystem.getAllStatistics().stream()
                .mapToLong(FileSystem.Statistics::getBytesRead)
                .sum();
    }
}
