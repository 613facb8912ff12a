package io.lakehouse.crypto.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A file that others may read at any time: they see the old one or the new one, and never a part. */
final class AtomicFile {

    private AtomicFile() {}

    /** What writes the new file, under the name that it is given. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path unfinished) throws IOException;
    }

    /** Writes beside the file, then moves into its place; missing folders are made, and a failure leaves nothing. */
    static void write(Path file, Content content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            // Not Java's temporary file, which is private to its user: others shall read the report.
            Path unfinished = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
            try {
                content.writeTo(unfinished);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to write " + file + ": " + e + ".", e);
        }
    }
}
