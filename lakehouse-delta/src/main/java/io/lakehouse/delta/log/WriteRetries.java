package io.lakehouse.delta.log;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.delta.exceptions.DeltaConcurrentModificationException;
import java.time.Duration;
import java.util.function.IntFunction;

/** Retries a commit on conflict, with exponential backoff and jitter so that competing writers do not stay in step. */
public final class WriteRetries {

    private static final int MAX_ATTEMPTS = 20;

    private static final RetryPolicy<Object> POLICY = RetryPolicy.builder()
            .handle(DeltaConcurrentModificationException.class)
            .withBackoff(Duration.ofMillis(50), Duration.ofSeconds(3))
            .withJitter(0.5)
            .withMaxAttempts(MAX_ATTEMPTS)
            .withMaxDuration(Duration.ofMinutes(10))
            .build();

    private WriteRetries() {}

    /**
     * The result of the first attempt that succeeds. Attempts are numbered from 1. After the first, the writers of this
     * process take turns.
     */
    public static <T> T run(String verb, TableLog table, IntFunction<T> attempt) {
        int[] attempts = {0};
        try {
            return Failsafe.with(POLICY).get(() -> {
                int number = ++attempts[0];
                return number == 1 ? attempt.apply(1) : table.turns().take(() -> attempt.apply(number));
            });
        } catch (DeltaConcurrentModificationException e) {
            throw LogErrors.retriesExhausted(verb, table.name(), attempts[0], e);
        } catch (FailsafeException e) {
            throw WriteRetries.<RuntimeException>unwrapped(e);
        }
    }

    /** Failsafe wraps Scala's exceptions, since they are checked in Java. Callers should see what Spark threw. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unwrapped(FailsafeException e) throws E {
        throw (E) (e.getCause() == null ? e : e.getCause());
    }
}
