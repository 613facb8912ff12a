package io.lakehouse.delta.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final ExecutorService writers = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        writers.shutdownNow();
    }

    @Test
    void oneWriterAfterTheOther() throws Exception {
        Turns turns = new Turns(Duration.ofMinutes(1));
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        List<Future<?>> all = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            all.add(writers.submit(() -> turns.take(() -> {
                most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                LockSupport.parkNanos(1_000_000);
                return atWork.decrementAndGet();
            })));
        }
        for (Future<?> each : all) {
            each.get();
        }

        assertThat(most).hasValue(1);
    }

    @Test
    void aWriterThatHasWaitedForLongGoesOn() throws Exception {
        Turns turns = new Turns(Duration.ofMillis(1));
        CountDownLatch isTaken = new CountDownLatch(1);
        CountDownLatch isOver = new CountDownLatch(1);
        Future<String> slow = writers.submit(() -> turns.take(() -> {
            isTaken.countDown();
            return awaited(isOver);
        }));
        isTaken.await();

        assertThat(turns.take(() -> "done")).isEqualTo("done");
        isOver.countDown();
        assertThat(slow.get()).isEqualTo("over");
    }

    @Test
    void aFailureEndsTheTurn() {
        Turns turns = new Turns(Duration.ofMinutes(1));

        assertThat(writers.submit(() -> turns.take(() -> {
                    throw new IllegalStateException("lost again");
                })))
                .failsWithin(Duration.ofMinutes(1));
        assertThat(turns.take(() -> "done")).isEqualTo("done");
    }

    private static String awaited(CountDownLatch latch) {
        try {
            latch.await();
            return "over";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
