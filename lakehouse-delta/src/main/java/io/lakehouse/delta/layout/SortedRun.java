package io.lakehouse.delta.layout;

import java.util.ArrayList;
import java.util.List;

/**
 * Files that are, or after the plan will be, sorted together.
 *
 * @param level how many times it was joined with others of its kind
 * @param rewrites how many times a byte of it has been rewritten, on average
 * @param isOrdered whether its rows are in the order that they should be in
 * @param isNew whether the plan makes it
 */
record SortedRun(List<CandidateFile> files, int level, double rewrites, boolean isOrdered, boolean isNew) {

    long bytes() {
        return files.stream().mapToLong(CandidateFile::liveBytes).sum();
    }

    /** The average after one more rewriting. */
    static double rewritesAfter(List<SortedRun> joined) {
        double bytes = joined.stream().mapToDouble(SortedRun::bytes).sum();
        double before =
                joined.stream().mapToDouble(run -> run.bytes() * run.rewrites()).sum();
        return (bytes == 0 ? 0 : before / bytes) + 1;
    }

    /** Joined, but not yet rewritten: however often a plan joins a file, it is rewritten once. */
    static SortedRun join(List<SortedRun> runs, int level) {
        List<CandidateFile> files = new ArrayList<>();
        runs.forEach(run -> files.addAll(run.files()));
        return new SortedRun(files, level, rewritesAfter(runs) - 1, true, true);
    }
}
