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
 * Counts at the storage what a round wrote, which is the same measure for engines that work outside of Spark's own
 * writers: the files that came to be in a folder. Checksums that Hadoop keeps beside local files are no part of it.
 *
 * @param before the files that were there
 */
public record StorageMeter(Path folder, Set<Path> before) {

    /** Bytes of new files, those of the log included. */
    public static final String WRITTEN = "storage written";

    /** How many of the new files hold rows. */
    public static final String DATA_FILES = "data files";

    public static StorageMeter begin(Path folder) {
        return new StorageMeter(folder, new HashSet<>(files(folder).keySet()));
    }

    /** What came since. */
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

    /** Engines keep Parquet files of their own, too, in folders that begin with a dot or are called metadata. */
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

    /** Bytes that this JVM has read through Hadoop's file systems. */
    // What came after them keeps one count a scheme, that of the local file system which reads nothing itself.
    @SuppressWarnings("deprecation")
    public static long readSoFar() {
        return FileSystem.getAllStatistics().stream()
                .mapToLong(FileSystem.Statistics::getBytesRead)
                .sum();
    }
}
