package io.lakehouse.delta.health;

import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizePlan.PartitionPlan;
import io.lakehouse.core.result.ResultText;
import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.TableHealth.FileBytes;
import io.lakehouse.core.result.TableHealth.Finding;
import io.lakehouse.core.result.TableHealth.Kind;
import io.lakehouse.core.result.TableHealth.PartitionHealth;
import io.lakehouse.core.result.VacuumPlan;
import io.lakehouse.core.table.SchemaDiff;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.layout.LayoutPlan;
import io.lakehouse.delta.layout.OptimizeSettings;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.PartitionValues;
import io.lakehouse.delta.log.SpecProperties;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
import io.lakehouse.delta.retention.VacuumSearch;
import io.lakehouse.delta.rows.FileStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Assesses the health of a table from its log. */
public final class HealthCheck {

    /** A reader fetches each commit after the checkpoint with a separate request. */
    private static final long MANY_COMMITS = 100;

    private static final int MANY_PARTITIONS = 100;
    private static final long SMALL_PARTITION_BYTES = 1L << 20;

    private final TableLog table;
    private final TableSpec spec;
    private final TableSnapshot snapshot;
    private final List<DataFile> files;
    private final OptimizePlan plan;

    private HealthCheck(TableLog table) {
        this.table = table;
        this.spec = table.spec();
        this.snapshot = table.snapshot();
        this.files = snapshot.files();
        this.plan = LayoutPlan.of(table, snapshot, OptimizeSettings.DEFAULT).toOptimizePlan();
    }

    /** The health of the latest version of a table. */
    public static TableHealth of(TableLog table) {
        return new HealthCheck(table).look();
    }

    private TableHealth look() {
        Map<String, Long> kept = keptBytesByPath();
        Optional<VacuumPlan> expired = VacuumSearch.findByLog(table, snapshot).map(VacuumSearch.Found::plan);
        long expiredFiles = expired.map(found -> found.files().size()).orElse(0);
        long expiredBytes = expired.map(VacuumPlan::bytes).orElse(0L);
        TableHealth bare = new TableHealth(
                table.name(),
                table.location(),
                snapshot.version(),
                files.stream().mapToLong(file -> file.rows().orElse(0)).sum(),
                files.size(),
                DataFile.bytes(files),
                fileBytes(),
                share(files.stream()
                        .filter(file -> file.bytes() < plan.targetFileBytes() / 2)
                        .count()),
                files.isEmpty()
                        ? 1
                        : share(files.stream().filter(this::hasStatistics).count()),
                plan.partitions().stream()
                        .mapToInt(PartitionPlan::sortedRuns)
                        .average()
                        .orElse(0),
                deletedRows(),
                kept.size(),
                kept.values().stream().mapToLong(Long::longValue).sum(),
                expiredFiles,
                expiredBytes,
                snapshot.commitsSinceCheckpoint(),
                partitions(),
                List.of());
        return bare.withFindings(findings(bare, expired.isPresent()));
    }

    /**
     * The sizes of the removed files, by path. A file that was removed only to be added again with a deletion vector is
     * still part of the table and is not included.
     */
    private Map<String, Long> keptBytesByPath() {
        Map<String, Long> kept = new HashMap<>();
        snapshot.tombstones()
                .forEach(removed -> kept.put(removed.path(), removed.bytes().orElse(0)));
        files.forEach(file -> kept.remove(file.path()));
        return kept;
    }

    private double share(long count) {
        return files.isEmpty() ? 0 : (double) count / files.size();
    }

    private FileBytes fileBytes() {
        long[] sizes = files.stream().mapToLong(DataFile::bytes).sorted().toArray();
        return sizes.length == 0
                ? new FileBytes(0, 0, 0, 0, 0)
                : new FileBytes(
                        sizes[0],
                        percentile(sizes, 0.1),
                        percentile(sizes, 0.5),
                        percentile(sizes, 0.9),
                        sizes[sizes.length - 1]);
    }

    /** The smallest value that is greater than or equal to this share of all values. */
    private static long percentile(long[] sorted, double share) {
        return sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)];
    }

    private boolean hasStatistics(DataFile file) {
        if (file.rows().isEmpty()) {
            return false;
        }
        FileStatistics statistics = FileStatistics.of(file);
        return spec.orderFields().stream()
                .flatMap(field -> snapshot.columns().find(field.name()).stream())
                .allMatch(statistics::covers);
    }

    private double deletedRows() {
        long deleted = files.stream().mapToLong(DataFile::deletedRows).sum();
        long live = files.stream().mapToLong(file -> file.rows().orElse(0)).sum();
        return deleted == 0 ? 0 : (double) deleted / (live + deleted);
    }

    private List<PartitionHealth> partitions() {
        Map<Map<String, String>, Long> bytes = new HashMap<>();
        PartitionValues values = PartitionValues.in(snapshot);
        files.forEach(file -> bytes.merge(values.of(file), file.bytes(), Long::sum));
        List<PartitionHealth> partitions = new ArrayList<>();
        plan.partitions().stream()
                .sorted(Comparator.comparingInt(partition -> -partition.sortedRuns()))
                .forEach(partition -> partitions.add(new PartitionHealth(
                        partition.partition(),
                        partition.files(),
                        bytes.getOrDefault(partition.partition(), 0L),
                        partition.sortedRuns(),
                        partition.reason())));
        return partitions;
    }

    private List<Finding> findings(TableHealth health, boolean knowsExpired) {
        List<Finding> findings = new ArrayList<>();
        List<PartitionPlan> rewrites = plan.rewrites();
        if (!rewrites.isEmpty()) {
            int before = rewrites.stream().mapToInt(PartitionPlan::sortedRuns).sum();
            int after =
                    rewrites.stream().mapToInt(PartitionPlan::sortedRunsAfter).sum();
            findings.add(new Finding(
                    Kind.LAYOUT,
                    plan.filesToRewrite() + " files in " + rewrites.size() + " of "
                            + health.partitions().size() + " partitions are worth rewriting",
                    "readers look in " + before + " sorted runs instead of " + after + "; rewriting reads "
                            + ResultText.bytes(plan.bytesToRead()) + " once",
                    "optimize()"));
        }
        if (health.filesWithStatistics() < 1) {
            long without = Math.round((1 - health.filesWithStatistics()) * files.size());
            findings.add(new Finding(
                    Kind.STATISTICS,
                    without + " of " + files.size() + " files lack statistics of the order fields",
                    "no query can skip them",
                    "optimize().everything()"));
        }
        long purgeable = files.stream().filter(LayoutPlan::isPurged).count();
        if (purgeable > 0) {
            findings.add(new Finding(
                    Kind.DELETED_ROWS,
                    ResultText.percent(health.deletedRows())
                            + " of the rows are deleted but still stored, most of them in " + purgeable + " of "
                            + files.size() + " files",
                    "every scan reads and drops them",
                    "optimize()"));
        }
        if (health.expiredFiles() > 0) {
            findings.add(new Finding(
                    Kind.EXPIRED_FILES,
                    health.expiredFiles() + " removed files are older than the retention",
                    ResultText.bytes(health.expiredBytes()) + " of storage",
                    "vacuum()"));
        }
        if (!knowsExpired) {
            findings.add(new Finding(
                    Kind.EXPIRED_FILES,
                    "the log no longer shows which removed files are left",
                    "storage; only listing the folders shows how much",
                    "vacuum()"));
        }
        if (health.commitsSinceCheckpoint() > MANY_COMMITS) {
            findings.add(new Finding(
                    Kind.LOG,
                    health.commitsSinceCheckpoint() + " commits since the last checkpoint",
                    "every reader of the table reads them one by one",
                    "lower " + SpecProperties.CHECKPOINT_INTERVAL.key()));
        }
        if (health.partitions().size() >= MANY_PARTITIONS
                && health.bytes() / health.partitions().size() < SMALL_PARTITION_BYTES) {
            findings.add(new Finding(
                    Kind.OVER_PARTITIONED,
                    health.partitions().size() + " partitions of "
                            + ResultText.bytes(
                                    health.bytes() / health.partitions().size()) + " on average",
                    "a scan opens " + files.size() + " files where "
                            + Math.max(1, health.bytes() / plan.targetFileBytes()) + " would do",
                    "a new table with coarser partitions, or with clustering instead"));
        }
        SchemaDiff all = table.diff(snapshot);
        SchemaDiff notEnforced = all.of(SchemaDiff.Kind.NOT_ENFORCED);
        if (!notEnforced.isEmpty()) {
            findings.add(new Finding(
                    Kind.DRIFT,
                    "only the verbs require what the spec does: " + notEnforced,
                    "other writers can write NULL",
                    "Lakehouse.converge(spec), which looks for NULLs first"));
        }
        SchemaDiff diff = all.without(SchemaDiff.Kind.NOT_ENFORCED);
        if (!diff.isEmpty()) {
            findings.add(new Finding(
                    Kind.DRIFT,
                    "the table differs from its spec: " + diff,
                    "readers and writers do not see what the spec declares",
                    diff.isSafe() ? "Lakehouse.converge(spec)" : "a new table, or another spec"));
        }
        return findings;
    }
}
