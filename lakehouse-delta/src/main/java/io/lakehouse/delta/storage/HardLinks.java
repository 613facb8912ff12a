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
 * Names for files that are there already, given in one step and never instead of another file's. Whether a file system
 * really does that is tried out once a folder, because some do not link at all, and some only seem to.
 */
final class HardLinks {

    /** Makes one link; other than the operating system's in tests only. */
    @FunctionalInterface
    interface Linker {
        void link(Path name, Path file) throws IOException;
    }

    /** What operating systems call an operation that a file system does not have. Others, a full disk, may pass. */
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
     * Gives a file a further name.
     *
     * @throws FileAlreadyExistsException if another file has that name
     */
    void create(Path name, Path file) throws IOException {
        try {
            linker.link(name, file);
        } catch (FileAlreadyExistsException e) {
            // A network mount that has lost the answer asks again, and is told of its own link.
            if (!Files.isSameFile(name, file)) {
                throw e;
            }
        }
    }

    /**
     * Tries links out in a folder, unless that was done before. Leaves nothing behind.
     *
     * @throws UnsafeStorageException if the folder's file system makes no links, or replaces files by them
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
            return Optional.of("makes no hard links (" + e.getClass().getSimpleName() + ")");
        } catch (FileSystemException e) {
            if (isUnsupported(e)) {
                return Optional.of("makes no hard links (" + e.getReason() + ")");
            }
            throw e;
        }
        // A copy would be one that others can see half of.
        Files.writeString(file, "x");
        if (Files.size(name) != 1) {
            return Optional.of("copies files instead of linking them");
        }
        try {
            linker.link(name, file);
            return Optional.of("replaces a file by a link of its name");
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
