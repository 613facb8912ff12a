package io.lakehouse.delta;

import java.time.Duration;
import java.util.List;

/**
 * What an optimise did, from its own commits.
 *
 * @param versions the versions it committed, one a partition; empty when nothing was worth rewriting
 * @param filesRemoved data files that were joined
 * @param filesAdded data files they were joined into
 * @param bytesRewritten size of the files written
 * @param partitionsSkipped partitions that another writer changed meanwhile, and that were left to it
 */
public record OptimizeResult(
        List<Long> versions,
        long filesRemoved,
        long filesAdded,
        long bytesRewritten,
        long partitionsSkipped,
        Duration elapsed) {

    public OptimizeResult {
        versions = List.copyOf(versions);
    }

    /** Whether any file was rewritten. */
    public boolean committed() {
        return !versions.isEmpty();
    }
}
