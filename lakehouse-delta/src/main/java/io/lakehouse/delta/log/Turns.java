package io.lakehouse.delta.log;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets those writers of this process that lost a race for a table go one after the other. All at once, they would do
 * work of which only one can commit, and slow down each other. Nothing depends on it: a writer that has waited for long
 * goes on, and writers of other processes do not wait.
 */
final class Turns {

    private final Duration patience;
    private final ReentrantLock turn = new ReentrantLock(true);

    Turns(Duration patience) {
        this.patience = patience;
    }

    /** Works when it is the caller's turn. */
    <T> T take(Supplier<T> work) {
        boolean isMine = waited();
        try {
            return work.get();
        } finally {
            if (isMine) {
                turn.unlock();
            }
        }
    }

    private boolean waited() {
        try {
            return turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // The work itself notices.
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
