package io.lakehouse.delta;

import io.delta.storage.LocalLogStore;
import java.io.IOException;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A log store that fails once, after or before it wrote a commit below a folder. Public, for Delta makes it by name. */
public final class FaultyLogStore extends LocalLogStore {

    private static final Fault NONE = new Fault("nowhere", Moment.BEFORE);
    private static final AtomicReference<Fault> NEXT = new AtomicReference<>(NONE);

    /** When a fault happens. */
    enum Moment {
        BEFORE,
        AFTER
    }

    /** A fault to come, for commits whose path contains a text. */
    record Fault(String path, Moment moment) {}

    public FaultyLogStore(Configuration configuration) {
        super(configuration);
    }

    /** Fails at the next commit that the fault speaks of, once. */
    static void failNext(Fault fault) {
        NEXT.set(fault);
    }

    @Override
    public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration configuration)
            throws IOException {
        Fault fault = Objects.requireNonNull(NEXT.get());
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
