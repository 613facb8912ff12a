package io.lakehouse.delta.metastore;

import io.lakehouse.core.error.LakehouseException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Runs a call with a time limit, even if the call waits for a response that never arrives. */
final class BoundedCall {

    private BoundedCall() {}

    /**
     * Runs the call in a separate daemon thread, which does not keep the JVM alive.
     *
     * @param timedOut the exception to throw if the call has not returned in time. Its thread is interrupted, and
     *     abandoned if it does not respond to the interrupt
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
