package io.lakehouse.delta.storage;

import io.delta.storage.CloseableIterator;
import io.delta.storage.LogStore;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.jspecify.annotations.Nullable;

/**
 * A Delta log store for local disks that is safe for concurrent processes. It creates each commit file by a hard link,
 * so the file appears completely or not at all, and only if no file with that name exists. Delta's own store checks
 * whether the file exists and then renames. Two processes can then both be told that they wrote the same version, and
 * one of the commits is lost. The content of a commit file is on disk before its name is. A file system that cannot
 * guarantee this is rejected at the first commit. A listing queries the disk only for the files that it returns, not
 * for every file that the log has ever contained.
 *
 * <p>Delta instantiates it by its class name, see {@link StorageSettings#LOCAL_LOG_STORE}. It is not meant for any
 * other use.
 */
public class SafeLocalLogStore extends LogStore {

    /** The block size that Hadoop also reports for local files. */
    private static final long BLOCK_BYTES = 32L << 20;

    private final HardLinks links;

    public SafeLocalLogStore(Configuration configuration) {
        this(configuration, HardLinks.ofSystem());
    }

    public SafeLocalLogStore(Configuration configuration, HardLinks links) {
        super(configuration);
        this.links = links;
    }

    @Override
    public CloseableIterator<String> read(org.apache.hadoop.fs.Path path, Configuration configuration)
            throws IOException {
        try {
            Iterator<String> lines =
                    Files.readAllLines(local(path), StandardCharsets.UTF_8).iterator();
            return new CloseableIterator<>() {
                @Override
                public boolean hasNext() {
                    return lines.hasNext();
                }

                @Override
                public String next() {
                    return lines.next();
                }

                @Override
                public void close() {}
            };
        } catch (NoSuchFileException e) {
            throw notFound(path, e);
        }
    }

    @Override
    public void write(
            org.apache.hadoop.fs.Path path, Iterator<String> actions, Boolean overwrite, Configuration configuration)
            throws IOException {
        Path target = local(path);
        if (!overwrite && Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new FileNotFoundException("Cannot write " + path + ": it is in no folder.");
        }
        Files.createDirectories(folder);
        if (!overwrite) {
            links.requireIn(folder);
        }
        Path written = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            writeLines(written, actions);
            // The Hadoop checksum of an earlier file with this name would not match the new one.
            Files.deleteIfExists(folder.resolve("." + target.getFileName() + ".crc"));
            if (overwrite) {
                Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                links.create(target, written);
            }
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static void writeLines(Path file, Iterator<String> lines) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            StringBuilder text = new StringBuilder();
            lines.forEachRemaining(line -> text.append(line).append('\n'));
            OutputStream out = Channels.newOutputStream(channel);
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            channel.force(true);
        }
    }

    @Override
    public Iterator<FileStatus> listFrom(org.apache.hadoop.fs.Path path, Configuration configuration)
            throws IOException {
        org.apache.hadoop.fs.Path folder = path.getFileSystem(configuration).makeQualified(path.getParent());
        try (Stream<Path> files = Files.list(local(folder))) {
            String[] names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.compareTo(path.getName()) >= 0)
                    .filter(name -> !(name.startsWith(".") && (name.endsWith(".crc") || name.endsWith(".tmp"))))
                    .toArray(String[]::new);
            Arrays.sort(names);
            return new Listing(folder, names);
        } catch (NoSuchFileException e) {
            throw notFound(folder, e);
        }
    }

    /**
     * Reads the attributes of a file only when the iterator reaches it, because most callers stop after the first file.
     */
    private static final class Listing implements Iterator<FileStatus> {

        private final org.apache.hadoop.fs.Path folder;
        private final String[] names;
        private int position;
        private @Nullable FileStatus next;

        Listing(org.apache.hadoop.fs.Path folder, String[] names) {
            this.folder = folder;
            this.names = names;
        }

        @Override
        public boolean hasNext() {
            while (next == null && position < names.length) {
                next = status(new org.apache.hadoop.fs.Path(folder, names[position++]));
            }
            return next != null;
        }

        @Override
        public FileStatus next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException("No more files in " + folder);
            }
            FileStatus status = next;
            next = null;
            return status;
        }

        private static @Nullable FileStatus status(org.apache.hadoop.fs.Path path) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(local(path), BasicFileAttributes.class);
                return new FileStatus(
                        attributes.size(),
                        attributes.isDirectory(),
                        1,
                        BLOCK_BYTES,
                        attributes.lastModifiedTime().toMillis(),
                        path);
            } catch (NoSuchFileException e) {
                // Deleted since the folder was listed.
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException("Failed to read the attributes of " + path, e);
            }
        }
    }

    @Override
    public org.apache.hadoop.fs.Path resolvePathOnPhysicalStorage(
            org.apache.hadoop.fs.Path path, Configuration configuration) throws IOException {
        return path.getFileSystem(configuration).makeQualified(path);
    }

    /**
     * Returns true, so that Delta writes checkpoints, which do not go through this class, under a temporary name first.
     */
    @Override
    public Boolean isPartialWriteVisible(org.apache.hadoop.fs.Path path, Configuration configuration) {
        return true;
    }

    private static Path local(org.apache.hadoop.fs.Path path) {
        return new File(path.toUri().getPath()).toPath();
    }

    private static FileNotFoundException notFound(org.apache.hadoop.fs.Path path, NoSuchFileException cause) {
        FileNotFoundException notFound = new FileNotFoundException("No such file or directory: " + path);
        notFound.initCause(cause);
        return notFound;
    }
}
