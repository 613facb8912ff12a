package io.lakehouse.delta.spark;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/** Objects that one thread at a time can use. A thread gets an idle one, or else a new one. */
public final class Pool<T> {

    private final Supplier<T> fresh;
    private final Queue<T> idle = new ConcurrentLinkedQueue<>();

    public Pool(Supplier<T> fresh) {
        this.fresh = fresh;
    }

    /** All objects, as long as no thread uses one. */
    public List<T> idle() {
        return List.copyOf(idle);
    }

    public <R> R with(Function<T, R> work) {
        T known = idle.poll();
        T mine = known == null ? fresh.get() : known;
        try {
            return work.apply(mine);
        } finally {
            idle.add(mine);
        }
    }
}
