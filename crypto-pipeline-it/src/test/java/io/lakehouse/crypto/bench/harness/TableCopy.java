package io.lakehouse.crypto.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Makes fast copies of Delta tables on the local disk. */
public final class TableCopy {

    private static final String LOG = "_delta_log";

    private TableCopy() {}

    /**
     * Makes an exact copy of a table, whatever state an earlier copy is in. Data files are hard links. This is safe
     * because no engine modifies a data file in place, and deleting one only removes the link in that copy.
     */
    public static void make(Path table, Path copy) {
        Path log = table.resolve(LOG);
        try {
            if (Files.exists(copy)) {
                for (Path file : files(copy.resolve(LOG))) {
                    Files.delete(file);
                }
            }
            for (Path file : files(table)) {
                Path target = copy.resolve(table.relativize(file));
                Files.createDirectories(target.getParent());
                if (file.startsWith(log)) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                } else if (!Files.exists(target)) {
                    Files.createLink(target, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files in a folder and its subfolders. */
    public static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
