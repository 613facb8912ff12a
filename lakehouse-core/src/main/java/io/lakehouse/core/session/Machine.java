package io.lakehouse.core.session;

/**
 * What a local session may use: the JVM's own view, which respects the limits of a container and the heap that the JVM
 * was started with.
 *
 * @param cores processors, 1 or more
 * @param heapBytes the largest heap that the JVM may use
 */
public record Machine(int cores, long heapBytes) {

    /** A task that writes Parquet holds a row group of up to 128 MiB besides what it sorts or joins. */
    static final long HEAP_BYTES_PER_TASK = 256L << 20;

    public Machine {
        if (cores < 1) {
            throw new IllegalArgumentException("Invalid machine: it has " + cores + " cores, use at least 1.");
        }
        if (heapBytes < 1) {
            throw new IllegalArgumentException("Invalid machine: it has a heap of " + heapBytes + " bytes.");
        }
    }

    /** The machine this JVM runs on. */
    public static Machine current() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory());
    }

    /** How many tasks may run at once: one a core, fewer where each would have less than 256 MiB of heap. */
    public int parallelTasks() {
        return (int) Math.max(1, Math.min(cores, heapBytes / HEAP_BYTES_PER_TASK));
    }
}
