package io.lakehouse.delta.storage;

import io.lakehouse.core.error.UnsafeStorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Creates hard links: additional names for existing files, created atomically and without replacing another file. Some
 * file systems do not support hard links, and others only appear to. Each folder is therefore tested once.
 */
final class HardLinks {

    /** Creates one link. Only tests use an implementation other than that of the operating system. */
    @FunctionalInterface
    interface Linker {
        void link(Path name, Path file) throws IOException;
    }

    /**
     * The messages with which operating systems report an operation that the file system does not support. Other
     * failures, such as a full disk, may be temporary.
     */
    private static final Set<String> UNSUPPORTED = Set.of(
            "operation not permitted",
            "operation not supported",
            "function not implemented",
            "invalid function",
            "the request is not supported",
            "incorrect function");

    private final Linker linker;
    private final Set<Path> proven = ConcurrentHashMap.newKeySet();

    HardLinks(Linker linker) {
        this.linker = linker;
    }

    static HardLinks ofSystem() {
        return new HardLinks(Files::createLink);
    }

    /**
     * Gives a file an additional name.
     *
     * @throws FileAlreadyExistsException if another file has that name
     */
    void create(Path name, Path file) throws IOException {
        try {
            linker.link(name, file);
        } catch (FileAlreadyExistsException e) {
            // A network mount that lost the response retries the request and then finds its own link.
            if (!Files.isSameFile(name, file)) {
                throw e;
            }
        }
    }

    /**
     * Tests hard links in a folder, unless that has been done before. Leaves no files behind.
     *
     * @throws UnsafeStorageException if the folder's file system does not support hard links, or lets a link replace an
     *     existing file
     * @throws IOException if the folder cannot be written to
     */
    void requireIn(Path folder) throws IOException {
        if (proven.contains(folder)) {
            return;
        }
        String id = UUID.randomUUID().toString();
        Path file = folder.resolve("." + id + ".probe.tmp");
        Path name = folder.resolve("." + id + ".link.tmp");
        try {
            Files.createFile(file);
            Optional<String> flaw = flaw(name, file);
            if (flaw.isPresent()) {
                throw StorageErrors.unsafeStorage(folder, typeOf(folder), flaw.get());
            }
        } finally {
            Files.deleteIfExists(name);
            Files.deleteIfExists(file);
        }
        proven.add(folder);
    }

    private Optional<String> flaw(Path name, Path file) throws IOException {
        try {
            linker.link(name, file);
        } catch (UnsupportedOperationException e) {
            return Optional.of("does not support hard links (" + e.getClass().getSimpleName() + ")");
        } catch (FileSystemException e) {
            if (isUnsupported(e)) {
                return Optional.of("does not support hard links (" + e.getReason() + ")");
            }
            throw e;
        }
        // If this is a copy instead of a link, other processes could see it half written.
        Files.writeString(file, "x");
        if (Files.size(name) != 1) {
            return Optional.of("copies files instead of linking them");
        }
        try {
            linker.link(name, file);
            return Optional.of("lets a link replace an existing file");
        } catch (FileAlreadyExistsException e) {
            return Optional.empty();
        }
    }

    private static boolean isUnsupported(FileSystemException e) {
        String reason = e.getReason();
        return reason != null && UNSUPPORTED.contains(reason.toLowerCase(Locale.ROOT));
    }

    private static String typeOf(Path folder) throws IOException {
        return Files.getFileStore(folder).type();
    }
}
