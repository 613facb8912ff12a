package io.lakehouse.core.result;

import java.time.Duration;

/**
 * The result of a vacuum.
 *
 * @param method how the files were found
 * @param reason why this method
 * @param filesDeleted data files deleted
 * @param bytesFreed size of the deleted files
 */
public record VacuumResult(Method method, String reason, long filesDeleted, long bytesFreed, Duration elapsed) {

    /** How a vacuum finds the files to delete. */
    public enum Method {
        /** No search: the log shows that nothing is old enough. */
        SKIP,
        /** From the log alone, without listing folders. */
        LITE,
        /** By listing all folders, which also finds files that crashed writers left behind. */
        FULL
    }
}
