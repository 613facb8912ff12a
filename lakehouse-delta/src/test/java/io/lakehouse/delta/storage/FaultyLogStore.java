package io.lakehouse.delta.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A log store that fails once, after or before it wrote a commit below a folder. Public, for Delta makes it by name. */
public final class FaultyLogStore extends SafeLocalLogStore {

    private static final Fault NONE = new Fault("nowhere", Moment.BEFORE);
    private static final AtomicReference<Fault> NEXT = new AtomicReference<>(NONE);

    /** When a fault happens. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    /** A fault to come, for commits whose path contains a text. */
    public record Fault(String path, Moment moment) {}

    private static final AtomicReference<Rival> RIVAL = new AtomicReference<>(new Rival("nowhere", () -> {}));

    /** Something to do just before a commit whose path contains a text. */
    private record Rival(String path, Runnable action) {}

    private static final AtomicReference<String> UNLINKED = new AtomicReference<>("nowhere");

    public FaultyLogStore(Configuration configuration) {
        super(configuration, new HardLinks(FaultyLogStore::link));
    }

    private static void link(java.nio.file.Path name, java.nio.file.Path file) throws IOException {
        if (name.toString().contains(Objects.requireNonNull(UNLINKED.get()))) {
            throw new FileSystemException(name.toString(), file.toString(), "Operation not permitted");
        }
        Files.createLink(name, file);
    }

    /** From now on makes no links below a folder, as if that were on another disk. */
    public static void refuseLinksIn(String folder) {
        UNLINKED.set(folder.replace("file://", ""));
    }

    /** Fails at the next commit that the fault speaks of, once. */
    public static void failNext(Fault fault) {
        NEXT.set(fault);
    }

    /** Does something just before the next commit whose path contains a text is written, once. */
    public static void beforeNext(String path, Runnable action) {
        RIVAL.set(new Rival(path.replace("file://", ""), action));
    }

    @Override
    public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration configuration)
            throws IOException {
        Fault fault = Objects.requireNonNull(NEXT.get());
        Rival rival = Objects.requireNonNull(RIVAL.get());
        if (path.toUri().getPath().contains(rival.path())
                && path.getName().endsWith(".json")
                && RIVAL.compareAndSet(rival, new Rival("nowhere", () -> {}))) {
            rival.action().run();
        }
        boolean isHit = path.toString().contains(fault.path())
                && path.getName().endsWith(".json")
                && NEXT.compareAndSet(fault, NONE);
        if (isHit && fault.moment() == Moment.BEFORE) {
            throw new IOException("the storage failed");
        }
        super.write(path, actions, overwrite, configuration);
        if (isHit) {
            throw new IOException("the storage failed");
        }
    }
}
