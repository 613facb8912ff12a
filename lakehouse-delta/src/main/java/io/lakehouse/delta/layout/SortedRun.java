package io.lakehouse.delta.layout;

import java.util.ArrayList;
import java.util.List;

/**
 * Files that are sorted together, or will be once the plan is executed.
 *
 * @param level 0 for ingested files, and one higher after each merge of a full level
 * @param rewrites number of times that its bytes have been rewritten, on average
 * @param isOrdered whether its rows need no sorting
 * @param isNew whether the plan creates this run
 */
record SortedRun(List<CandidateFile> files, int level, double rewrites, boolean isOrdered, boolean isNew) {

    long bytes() {
        return files.stream().mapToLong(CandidateFile::liveBytes).sum();
    }

    /** The average number of rewrites per byte after these runs are rewritten once more. */
    static double rewritesAfter(List<SortedRun> joined) {
        double bytes = joined.stream().mapToDouble(SortedRun::bytes).sum();
        double before =
                joined.stream().mapToDouble(run -> run.bytes() * run.rewrites()).sum();
        return (bytes == 0 ? 0 : before / bytes) + 1;
    }

    /** Merges runs without counting a rewrite: a plan may merge a file several times but rewrites it once. */
    static SortedRun join(List<SortedRun> runs, int level) {
        List<CandidateFile> files = new ArrayList<>();
        runs.forEach(run -> files.addAll(run.files()));
        return new SortedRun(files, level, rewritesAfter(runs) - 1, true, true);
    }
}
