package io.lakehouse.delta;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.OptimizePlan.PartitionPlan;
import io.lakehouse.delta.OptimizePlanner.DataFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Joins small files where that is worth it, rows sorted by the z-order fields. A partition that is in shape costs
 * nothing, so a second run rewrites nothing. Writers win: a partition that somebody changed meanwhile is left to them.
 *
 * <p>Immutable: each setting returns a new optimise.
 */
public final class Optimize {

    static final int DEFAULT_MIN_FILES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Optimize.class);

    private final LakehouseTable table;
    private final int minFiles;

    Optimize(LakehouseTable table, int minFiles) {
        this.table = table;
        this.minFiles = minFiles;
    }

    /** How many small files a partition must have to be rewritten, 2 or more. Default: 4. */
    public Optimize minFiles(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("Invalid minimum of " + count
                    + " files: a single file has nothing to be joined with; use 2 or more.");
        }
        return new Optimize(table, count);
    }

    /** What {@link #execute()} would do now. Changes nothing. */
    public OptimizePlan plan() {
        return table.inSession("optimize", "plan", () -> {
            Snapshot snapshot = table.snapshot();
            return plan(snapshot, table.files().of(snapshot));
        });
    }

    private OptimizePlan plan(Snapshot snapshot, List<AddFile> files) {
        List<DataFile> planned = files.stream()
                .map(file -> new DataFile(file.path(), ScalaLists.javaMap(file.partitionValues()), file.size()))
                .toList();
        return new OptimizePlan(
                snapshot.version(), OptimizePlanner.plan(planned, minFiles, FileLayout.TARGET_FILE_BYTES));
    }

    /** Rewrites what {@link #plan()} names, one commit a partition. */
    public OptimizeResult execute() {
        long start = System.nanoTime();
        OptimizeResult result = table.inSession("optimize", "rewrite", () -> {
            Snapshot snapshot = table.snapshot();
            List<AddFile> files = table.files().of(snapshot);
            Map<String, AddFile> byPath = files.stream().collect(Collectors.toMap(AddFile::path, file -> file));
            List<Long> versions = new ArrayList<>();
            List<AddFile> removed = new ArrayList<>();
            List<AddFile> added = new ArrayList<>();
            long skipped = 0;
            for (PartitionPlan partition : plan(snapshot, files).rewrites()) {
                List<AddFile> old =
                        partition.rewrite().stream().map(byPath::get).toList();
                DeltaTransaction transaction = DeltaTransaction.beginAt(table.spark(), snapshot, table.files());
                Dataset<Row> rows = transaction.read(old);
                List<AddFile> joined =
                        transaction.rewrite(FileLayout.arrange(rows, table.spec(), partition.bytesToRewrite()));
                try {
                    versions.add(transaction.commitRewrite(old, joined, operation()));
                    removed.addAll(old);
                    added.addAll(joined);
                } catch (DeltaConcurrentModificationException e) {
                    LOG.info("optimize {}: left {} to another writer", table.name(), partition.partition());
                    skipped++;
                }
            }
            return new OptimizeResult(
                    versions,
                    removed.size(),
                    added.size(),
                    DeltaTransaction.bytes(added),
                    skipped,
                    Duration.ofNanos(System.nanoTime() - start));
        });
        table.report(
                "optimize",
                result.versions().size() + " partitions, " + result.partitionsSkipped() + " left to other writers",
                result.filesAdded(),
                result.filesRemoved(),
                result.bytesRewritten(),
                result.elapsed());
        return result;
    }

    private DeltaOperations.Operation operation() {
        return new DeltaOperations.Optimize(
                ScalaLists.seq(List.of()),
                ScalaLists.seq(Fields.names(table.spec().zorderFields())),
                false,
                Option.empty(),
                false);
    }
}
