package io.lakehouse.core.result;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The result of an optimize run, taken from its own commits.
 *
 * @param plan the plan that was executed
 * @param versions the versions it committed; empty when nothing was worth rewriting
 * @param partitionsRewritten partitions in which files were rewritten
 * @param filesRemoved data files that were rewritten
 * @param filesAdded data files that replace them
 * @param bytesRewritten size of the files written
 * @param skipped partitions, as the plan names them, that were skipped because another writer changed them in the
 *     meantime
 * @param left partitions that were worth rewriting but not started, because time ran out or they exceed the byte budget
 */
public record OptimizeResult(
        OptimizePlan plan,
        List<Long> versions,
        int partitionsRewritten,
        long filesRemoved,
        long filesAdded,
        long bytesRewritten,
        List<Map<String, String>> skipped,
        List<Map<String, String>> left,
        Duration elapsed) {

    public OptimizeResult {
        versions = List.copyOf(versions);
        skipped = List.copyOf(skipped);
        left = List.copyOf(left);
    }

    /** Whether any file was rewritten. */
    public boolean committed() {
        return !versions.isEmpty();
    }

    @Override
    public String toString() {
        return "optimized " + plan.table() + " in versions " + ResultText.list(texts(versions)) + ": "
                + partitionsRewritten + " partitions, " + filesRemoved + " files into " + filesAdded + ", "
                + bytesRewritten + " bytes written; skipped because of other writers " + ResultText.list(texts(skipped))
                + "; left for the next run " + ResultText.list(texts(left)) + "; " + elapsed;
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }
}
