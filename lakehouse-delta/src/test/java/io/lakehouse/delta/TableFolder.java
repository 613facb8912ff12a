package io.lakehouse.delta;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;

/** What lies in the folder of a table on the local disk. */
record TableFolder(Path path) {

    static TableFolder of(LakehouseTable table) {
        return new TableFolder(Path.of(table.location().substring("file://".length())));
    }

    /** All data files, whether or not the table still names them. */
    List<Path> dataFiles() {
        return files().stream()
                .filter(file ->
                        file.toString().endsWith(".parquet") && !file.toString().contains("_delta_log"))
                .toList();
    }

    /** Everything there is by its path, with a hash of its content and its time. */
    Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : files()) {
            try {
                contents.put(
                        file.toString(),
                        Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return contents;
    }

    /** A file that no commit names, of a certain age. */
    Path orphan(String name, Duration age) throws IOException {
        Path orphan = path.resolve(name);
        Files.writeString(orphan, "left behind");
        Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(age)));
        return orphan;
    }

    /**
     * Makes everything the table has done so far look this old: Delta tells the age of a commit by its file, and that of
     * a removed file by the instant in the commit.
     */
    void age(Duration age) throws IOException {
        FileTime past = FileTime.from(Instant.now().minus(age));
        for (Path file : files().stream().filter(file -> !isChecksum(file)).toList()) {
            if (file.toString().endsWith(".checkpoint.parquet") || file.endsWith("_last_checkpoint")) {
                // It holds those instants, too, and the commits are enough without it.
                Files.delete(file);
                continue;
            }
            if (file.toString().endsWith(".json")) {
                String removedThen = "\"deletionTimestamp\":" + past.toMillis();
                Files.writeString(file, Files.readString(file).replaceAll("\"deletionTimestamp\":[0-9]+", removedThen));
                Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
            }
            Files.setLastModifiedTime(file, past);
        }
        DeltaLog.clearCache();
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hadoop's checksums beside the files of a local file system. */
    private static boolean isChecksum(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(".crc");
    }
}
