package io.lakehouse.core.session;

/**
 * The resources of a local session, as the JVM sees them: within the limits of the container and the JVM's maximum
 * heap.
 *
 * @param cores number of processors, 1 or more
 * @param heapBytes the maximum heap of the JVM
 */
public record Machine(int cores, long heapBytes) {

    /** Heap per task: one that writes Parquet holds a row group of up to 128 MiB, besides what it sorts or joins. */
    static final long HEAP_BYTES_PER_TASK = 256L << 20;

    /** Spark allows a task at most 8,192 pages, and a task that runs alone may use all execution memory. */
    private static final int PAGES_PER_HEAP = 4096;

    private static final long MIN_PAGE_BYTES = 1L << 20;
    /** Spark's own maximum. */
    private static final long MAX_PAGE_BYTES = 64L << 20;

    /** Subtracted so that a page with its array header is a power of two, like the regions of the garbage collector. */
    private static final int ARRAY_HEADER_BYTES = 16;

    public Machine {
        if (cores < 1) {
            throw new IllegalArgumentException("Invalid machine: it has " + cores + " cores, use at least 1.");
        }
        if (heapBytes < 1) {
            throw new IllegalArgumentException(
                    "Invalid machine: it has a heap of " + heapBytes + " bytes, use at least 1.");
        }
    }

    /** The resources of the current JVM. */
    public static Machine current() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory());
    }

    /** The number of tasks to run in parallel: one per core, fewer if each would have less than 256 MiB of heap. */
    public int parallelTasks() {
        return (int) Math.max(1, Math.min(cores, heapBytes / HEAP_BYTES_PER_TASK));
    }

    /** The memory page size of Spark's operators: 1 MiB, and more with a heap of 8 GiB or more. */
    int pageBytes() {
        long page = Long.highestOneBit(Math.max(1, heapBytes / PAGES_PER_HEAP));
        return (int) Math.min(MAX_PAGE_BYTES, Math.max(MIN_PAGE_BYTES, page)) - ARRAY_HEADER_BYTES;
    }
}
