package io.lakehouse.delta;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Where threads of several processes wait for each other: a counter in a file that all of them have in memory. */
public final class SharedBarrier {

    private static final VarHandle COUNTER =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** Who has not come after this never comes: long, because a process may start late on a busy machine. */
    public static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Yields are the quickest way to see the others come; who has to wait longer leaves the cores to them. */
    private static final int LOOKS = 1_000;

    private static final long REST_NANOS = 200_000;

    private final MappedByteBuffer memory;
    private final int parties;

    private SharedBarrier(MappedByteBuffer memory, int parties) {
        this.memory = memory;
        this.parties = parties;
    }

    public static SharedBarrier open(Path file, int parties) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new SharedBarrier(channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES), parties);
        }
    }

    /** Returns when all have come. */
    @SuppressWarnings("ThreadPriorityCheck") // A yield makes it quicker only; the counter alone makes it right.
    public void await() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long arrived = (long) COUNTER.getAndAdd(memory, 0, 1L) + 1;
        long complete = (arrived + parties - 1) / parties * parties;
        for (int look = 0; (long) COUNTER.getVolatile(memory, 0) < complete; look++) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("A process has not come to the barrier in " + PATIENCE);
            }
            if (look < LOOKS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(REST_NANOS);
            }
        }
    }
}
