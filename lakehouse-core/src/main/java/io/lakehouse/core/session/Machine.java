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

    /** Spark gives a task 8,192 pages at most, and one that is alone takes as much memory as there is. */
    private static final int PAGES_OF_A_HEAP = 4096;

    private static final long LEAST_PAGE_BYTES = 1L << 20;
    /** As Spark's own are. */
    private static final long GREATEST_PAGE_BYTES = 64L << 20;

    /** With what the JVM puts before an array a page is a power of two, as are the regions of its garbage collector. */
    private static final int ARRAY_HEADER_BYTES = 16;

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

    /** How much memory an operator of a task takes at once: 1 MiB, more from a heap of 8 GiB on. */
    int pageBytes() {
        long page = Long.highestOneBit(Math.max(1, heapBytes / PAGES_OF_A_HEAP));
        return (int) Math.min(GREATEST_PAGE_BYTES, Math.max(LEAST_PAGE_BYTES, page)) - ARRAY_HEADER_BYTES;
    }
}
