package io.lakehouse.crypto.bench;

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
 * Counts at the storage what a round read and wrote, which is the same measure for engines that work outside of Spark's
 * own readers and writers: bytes read through Hadoop's file systems, by tasks and by the driver, and the files that came
 * to be in a folder. Checksums that Hadoop keeps beside local files are no part of it.
 *
 * @param before the files that were there
 * @param read what had been read
 */
record StorageMeter(Path folder, Set<Path> before, long read) {

    /** Bytes read, the log and what comes in included. */
    static final String READ = "storage read";

    /** Bytes of new files, those of the log included. */
    static final String WRITTEN = "storage written";

    /** How many of the new files hold rows. */
    static final String DATA_FILES = "data files";

    static StorageMeter begin(Path folder) {
        return new StorageMeter(folder, new HashSet<>(files(folder).keySet()), readSoFar());
    }

    /** What came since. */
    Map<String, Double> figures() {
        long now = readSoFar() - read;
        Map<Path, Long> added = files(folder);
        added.keySet().removeAll(before);
        return Map.of(
                READ, (double) now,
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

    // What came after them keeps one count a scheme, that of the local file system which reads nothing itself.
    @SuppressWarnings("deprecation")
    private static long readSoFar() {
        return FileSystem.getAllStatistics().stream()
                .mapToLong(FileSystem.Statistics::getBytesRead)
                .sum();
    }
}
