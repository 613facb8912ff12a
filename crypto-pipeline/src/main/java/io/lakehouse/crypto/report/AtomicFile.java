package io.lakehouse.crypto.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a file atomically: readers see either the old file or the complete new one. */
final class AtomicFile {

    private AtomicFile() {}

    /** Writes the content of the new file to the given path. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path unfinished) throws IOException;
    }

    /**
     * Writes a temporary file beside the target and moves it into place. Creates missing folders. A failure leaves no
     * temporary file behind.
     */
    static void write(Path file, Content content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            // Not a temporary file of Java's, which only its owner can read: other users have to read the report.
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
