package io.lakehouse.core.result;

import java.time.Duration;

/**
 * What a vacuum did.
 *
 * @param method how it found the files
 * @param reason why so
 * @param filesDeleted data files deleted
 * @param bytesFreed their size
 */
public record VacuumResult(Method method, String reason, long filesDeleted, long bytesFreed, Duration elapsed) {

    /** How a vacuum finds what to delete. */
    public enum Method {
        /** Not at all: the log shows that nothing is old enough. */
        SKIP,
        /** From the log alone, without listing folders. */
        LITE,
        /** By listing all folders, which also finds what crashed writers left. */
        FULL
    }
}
