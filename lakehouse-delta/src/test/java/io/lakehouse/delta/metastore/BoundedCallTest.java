package io.lakehouse.delta.metastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.LakehouseException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedCallTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private static LakehouseException timedOut() {
        return new LakehouseException("too late");
    }

    @Test
    void givesTheAnswerOfACallThatReturns() {
        assertThat(BoundedCall.run(LONG, () -> "answer", BoundedCallTest::timedOut))
                .isEqualTo("answer");
    }

    @Test
    void throwsWhatTheCallThrows() {
        assertThatThrownBy(() -> BoundedCall.run(
                        LONG,
                        () -> {
                            throw new IllegalArgumentException("wrong");
                        },
                        BoundedCallTest::timedOut))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("wrong");
    }

    @Test
    void leavesACallBehindThatListensToNobody() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger interruptions = new AtomicInteger();

        assertThatThrownBy(() -> BoundedCall.run(
                        Duration.ofMillis(20),
                        () -> {
                            while (true) {
                                try {
                                    never.await();
                                } catch (InterruptedException e) {
                                    // As little as a blocked socket.
                                    interruptions.incrementAndGet();
                                }
                            }
                        },
                        BoundedCallTest::timedOut))
                .isExactlyInstanceOf(LakehouseException.class)
                .hasMessage("too late");
    }
}
