package io.lakehouse.delta.layout;

import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.PartitionValues;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
import io.lakehouse.delta.rows.FileLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The plan of an optimize run for one version of a table. */
public final class LayoutPlan {

    private final TableLog table;
    private final TableSnapshot snapshot;
    private final OptimizeSettings settings;
    private final List<PartitionDecision> decisions;
    private final long targetFileBytes;

    private LayoutPlan(TableLog table, TableSnapshot snapshot, OptimizeSettings settings) {
        this.table = table;
        this.snapshot = snapshot;
        this.settings = settings;
        this.targetFileBytes = FileLayout.targetFileBytes(DataFile.bytes(snapshot.files()));
        this.decisions = decide();
    }

    public static LayoutPlan of(TableLog table, TableSnapshot snapshot, OptimizeSettings settings) {
        return new LayoutPlan(table, snapshot, settings);
    }

    private List<PartitionDecision> decide() {
        PartitionValues partitions = PartitionValues.in(snapshot);
        List<CandidateFile> files = new ArrayList<>();
        for (DataFile file : snapshot.files()) {
            files.add(new CandidateFile(
                    file.path(),
                    partitions.of(file),
                    file.bytes(),
                    file.modified(),
                    file.deletedShare(),
                    file.tag(),
                    file.isClusteredByAnother()));
        }
        LayoutPolicy policy = new LayoutPolicy(
                FileLayout.orderName(table.spec()),
                settings.fanIn(),
                targetFileBytes,
                GrowingPartitions.of(snapshot),
                settings.everything());
        List<PartitionDecision> all = OptimizePlanner.plan(files, policy);
        return settings.maxBytes()
                .map(bytes -> OptimizePlanner.within(all, bytes))
                .orElse(all);
    }

    /** Whether a file has enough deleted rows to be rewritten without them. */
    public static boolean isPurged(DataFile file) {
        return file.deletedShare() >= OptimizePlanner.PURGE_AT;
    }

    /** The plan as the caller sees it. */
    public OptimizePlan toOptimizePlan() {
        return new OptimizePlan(
                table.name(),
                snapshot.version(),
                targetFileBytes,
                order(),
                snapshot.reasonForDelta(),
                decisions.stream().map(PartitionDecision::plan).toList());
    }

    private String order() {
        TableSpec spec = table.spec();
        String fields = " by (" + String.join(", ", Fields.names(spec.orderFields())) + ")";
        if (!spec.clusteringFields().isEmpty()) {
            return "clustered" + fields;
        } else if (!spec.zorderFields().isEmpty()) {
            return "z-ordered" + fields + (spec.adopted() ? ", as its owner last did" : "");
        }
        return "without an order, so files are compacted only";
    }

    /**
     * Rewrites the planned files and no others.
     *
     * @param start when the verb started, as {@link System#nanoTime}
     */
    public OptimizeResult execute(long start) {
        List<Rewrite> rewrites = decisions.stream()
                .flatMap(decision -> decision.rewrites().stream())
                .toList();
        FileRewriter rewriter = new FileRewriter(table, snapshot);
        if (snapshot.reasonForDelta().isPresent()) {
            rewriter.delegate(rewrites);
        } else {
            rewriter.rewrite(rewrites, settings.maxDuration());
        }
        List<Map<String, String>> beyondBudget = decisions.stream()
                .filter(PartitionDecision::isOverBudget)
                .map(decision -> decision.plan().partition())
                .toList();
        return rewriter.result(toOptimizePlan(), beyondBudget, Duration.ofNanos(System.nanoTime() - start));
    }
}
