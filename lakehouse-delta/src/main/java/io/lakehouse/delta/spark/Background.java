package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Work that runs beside other work of the same verb, and no longer than that verb. */
public final class Background<T> implements AutoCloseable {

    private final CompletableFuture<T> work;

    private Background(CompletableFuture<T> work) {
        this.work = work;
    }

    public static <T> Background<T> of(Supplier<T> work) {
        // A thread of its own inherits the caller's job group and class loader; one of a pool has another caller's.
        return new Background<>(CompletableFuture.supplyAsync(work, task -> {
            Thread thread = new Thread(task, "lakehouse-background");
            thread.setDaemon(true);
            thread.start();
        }));
    }

    /** The results of all work, which is done in as many threads. The caller's does the first part. */
    public static <T> List<T> all(List<Supplier<T>> parts) {
        List<Background<T>> others = parts.stream().skip(1).map(Background::of).toList();
        List<T> results = new ArrayList<>();
        try {
            parts.stream().limit(1).forEach(first -> results.add(first.get()));
            others.forEach(other -> results.add(other.result()));
        } finally {
            others.forEach(Background::close);
        }
        return results;
    }

    /** Works on each element, in as many threads as there are cores. Stops at the first failure. */
    public static <T> void forEach(List<T> elements, Consumer<? super T> work) {
        int threads = Math.min(elements.size(), Runtime.getRuntime().availableProcessors());
        AtomicInteger next = new AtomicInteger();
        all(Collections.nCopies(threads, () -> {
            try {
                for (int at = next.getAndIncrement(); at < elements.size(); at = next.getAndIncrement()) {
                    work.accept(elements.get(at));
                }
            } catch (Throwable e) {
                next.set(elements.size());
                throw e;
            }
            return elements;
        }));
    }

    /** Waits for the result. Throws what the work threw. */
    public T result() {
        try {
            return work.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            } else if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    public boolean isDone() {
        return work.isDone();
    }

    /** Waits for the end of the work. The result, or the failure, of work that is not asked for counts no more. */
    @Override
    public void close() {
        work.handle((result, failure) -> failure == null).join();
    }
}
