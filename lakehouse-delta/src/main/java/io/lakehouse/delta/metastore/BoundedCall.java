package io.lakehouse.delta.metastore;

import io.lakehouse.core.error.LakehouseException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A call that ends after a while, also one that waits for an answer which never comes. */
final class BoundedCall {

    private BoundedCall() {}

    /**
     * Runs the call in a thread of its own, which does not keep the JVM from ending.
     *
     * @param timedOut what to throw when the call has not returned in time; its thread is interrupted then, and left
     *     behind if it does not listen
     */
    static <T> T run(Duration limit, Supplier<T> call, Supplier<? extends LakehouseException> timedOut) {
        FutureTask<T> task = new FutureTask<>(call::get);
        Thread thread = new Thread(task, "lakehouse-bounded-call");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            LakehouseException error = timedOut.get();
            error.addSuppressed(e);
            throw error;
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the metastore", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException problem) {
                throw problem;
            } else if (cause instanceof Error problem) {
                throw problem;
            }
            throw new IllegalStateException(cause);
        }
    }
}
