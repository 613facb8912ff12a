package io.lakehouse.delta.layout;

import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.log.CommitOperation;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.PartitionValues;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites the files of an optimize run. One Spark job writes several small partitions, and one commit replaces their
 * files. A partition that another writer has changed in the meantime is skipped, and the others are committed without
 * it.
 */
final class FileRewriter {

    /** The most that one job rewrites, so that the work of earlier jobs is kept if a later one fails. */
    private static final long MAX_BYTES_PER_JOB = 256L << 20;

    private static final int MAX_PARTITIONS_PER_JOB = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(FileRewriter.class);

    private final TableLog table;
    private final Map<String, DataFile> planned;
    private final List<Long> versions = new ArrayList<>();
    private final List<DataFile> removed = new ArrayList<>();
    private final List<DataFile> added = new ArrayList<>();
    private final Set<Map<String, String>> rewritten = new HashSet<>();
    private final Set<Map<String, String>> skipped = new LinkedHashSet<>();
    private final Set<Map<String, String>> left = new LinkedHashSet<>();

    /** Creates a rewriter for a plan of the snapshot's version. */
    FileRewriter(TableLog table, TableSnapshot snapshot) {
        this.table = table;
        this.planned = byPath(snapshot.files());
    }

    private static Map<String, DataFile> byPath(List<DataFile> files) {
        return files.stream().collect(Collectors.toMap(DataFile::path, file -> file));
    }

    /** Rewritten files that are not yet part of the table. */
    private record Written(Rewrite rewrite, List<DataFile> old, List<DataFile> fresh) {}

    /** Rewrites in the given order. Starts no further job once the time is up. */
    void rewrite(List<Rewrite> rewrites, Optional<Duration> maxDuration) {
        long start = System.nanoTime();
        for (List<Rewrite> job : jobs(rewrites)) {
            if (maxDuration.isPresent()
                    && System.nanoTime() - start >= maxDuration.get().toNanos()) {
                job.forEach(rewrite -> left.add(rewrite.partition()));
            } else {
                run(job);
            }
        }
    }

    /** Groups small rewrites into jobs, if each writes a single file and they are in different partitions. */
    private static List<List<Rewrite>> jobs(List<Rewrite> rewrites) {
        List<List<Rewrite>> jobs = new ArrayList<>();
        List<Rewrite> open = new ArrayList<>();
        Set<Map<String, String>> partitions = new HashSet<>();
        long bytes = 0;
        for (Rewrite rewrite : rewrites) {
            boolean fits = open.size() < MAX_PARTITIONS_PER_JOB
                    && bytes + rewrite.bytesToRead() <= MAX_BYTES_PER_JOB
                    && rewrite.filesToWrite() == 1
                    && !partitions.contains(rewrite.partition());
            if (!fits && !open.isEmpty()) {
                jobs.add(List.copyOf(open));
                open.clear();
                partitions.clear();
                bytes = 0;
            }
            open.add(rewrite);
            partitions.add(rewrite.partition());
            bytes += rewrite.filesToWrite() == 1 ? rewrite.bytesToRead() : MAX_BYTES_PER_JOB;
        }
        if (!open.isEmpty()) {
            jobs.add(List.copyOf(open));
        }
        return jobs;
    }

    private void run(List<Rewrite> job) {
        DeltaTransaction transaction = table.begin();
        Map<String, DataFile> live = byPath(transaction.snapshot().files());
        List<Rewrite> unchanged = new ArrayList<>();
        for (Rewrite rewrite : job) {
            if (isUnchanged(rewrite, live)) {
                unchanged.add(rewrite);
            } else {
                skip(rewrite);
            }
        }
        if (unchanged.isEmpty()) {
            return;
        }
        List<Written> written = write(transaction, unchanged);
        while (!written.isEmpty()) {
            requireSameRows(transaction, written);
            if (commit(transaction, written)) {
                return;
            }
            transaction = table.begin();
            written = withoutChanged(transaction, written);
        }
    }

    private boolean isUnchanged(Rewrite rewrite, Map<String, DataFile> live) {
        return oldFiles(rewrite).stream().allMatch(old -> {
            DataFile now = live.get(old.path());
            return now != null && now.isSameAs(old);
        });
    }

    /**
     * After a conflict: the rewrites whose files no other writer has changed. If none of the files changed, the table
     * itself did, and the result is empty.
     */
    private List<Written> withoutChanged(DeltaTransaction transaction, List<Written> all) {
        Map<String, DataFile> live = byPath(transaction.snapshot().files());
        List<Written> unchanged = all.stream()
                .filter(written -> isUnchanged(written.rewrite(), live))
                .toList();
        List<Written> kept = unchanged.size() == all.size() ? List.of() : unchanged;
        for (Written written : all) {
            if (!kept.contains(written)) {
                transaction.discard(written.fresh());
                skip(written.rewrite());
            }
        }
        return kept;
    }

    private void skip(Rewrite rewrite) {
        LOG.info("optimize {}: skipped {} because another writer changed it", table.name(), rewrite.partition());
        skipped.add(rewrite.partition());
    }

    private List<Written> write(DeltaTransaction transaction, List<Rewrite> job) {
        List<DataFile> old = new ArrayList<>();
        job.forEach(rewrite -> old.addAll(oldFiles(rewrite)));
        Dataset<Row> rows = transaction.read(old);
        int files = job.get(0).filesToWrite();
        List<DataFile> fresh = transaction.rewrite(
                job.size() == 1 && files > 1
                        ? CurveLayout.arrangeFiles(rows, table.spec(), files)
                        : CurveLayout.arrangePartitions(rows, table.spec(), job.size()));
        try {
            return matched(transaction.snapshot(), job, fresh);
        } catch (RuntimeException e) {
            transaction.discard(fresh);
            throw e;
        }
    }

    /** Matches the new files with the files that they replace. */
    private List<Written> matched(TableSnapshot snapshot, List<Rewrite> job, List<DataFile> fresh) {
        PartitionValues partitions = PartitionValues.in(snapshot);
        Map<Map<String, String>, List<DataFile>> byPartition = new HashMap<>();
        fresh.forEach(file -> byPartition
                .computeIfAbsent(partitions.of(file), partition -> new ArrayList<>())
                .add(file));
        List<Written> written = new ArrayList<>();
        for (Rewrite rewrite : job) {
            List<DataFile> own = Objects.requireNonNullElse(byPartition.remove(rewrite.partition()), List.of());
            written.add(new Written(
                    rewrite,
                    oldFiles(rewrite),
                    own.stream()
                            .map(file -> file.rewritten(rewrite.tag(), isClustered()))
                            .toList()));
        }
        if (!byPartition.isEmpty()) {
            throw new IllegalStateException(
                    "Failed to rewrite files of " + table.name() + ": rows went to other partitions, for example "
                            + byPartition.keySet().iterator().next() + ". Nothing was committed.");
        }
        return written;
    }

    private List<DataFile> oldFiles(Rewrite rewrite) {
        return rewrite.paths().stream()
                .map(path -> Objects.requireNonNull(planned.get(path)))
                .toList();
    }

    /**
     * Guards against anything that could lose or duplicate a row. Downstream readers skip commits without data change,
     * so they would never notice. Each rewrite is checked separately, because some may be left out after a conflict.
     * Rewrites without statistics are checked together, because counting their rows takes a Spark job.
     */
    private void requireSameRows(DeltaTransaction transaction, List<Written> all) {
        Map<Boolean, List<Written>> byStatistics = all.stream()
                .collect(Collectors.partitioningBy(written -> Stream.of(written.old(), written.fresh())
                        .flatMap(List::stream)
                        .allMatch(file -> file.rows().isPresent())));
        List<List<Written>> groups = new ArrayList<>();
        byStatistics.getOrDefault(true, List.of()).forEach(written -> groups.add(List.of(written)));
        groups.add(byStatistics.getOrDefault(false, List.of()));
        for (List<Written> group : groups) {
            long before = transaction.rowsOf(
                    group.stream().flatMap(written -> written.old().stream()).toList());
            long after = transaction.rowsOf(
                    group.stream().flatMap(written -> written.fresh().stream()).toList());
            if (before != after) {
                all.forEach(each -> transaction.discard(each.fresh()));
                throw new IllegalStateException("Failed to rewrite files of " + table.name() + ": they had " + before
                        + " rows, the new ones have " + after + ". The old files were kept.");
            }
        }
    }

    private boolean isClustered() {
        return !table.spec().clusteringFields().isEmpty();
    }

    /** Commits the rewrites; false if there was a conflict with another writer. */
    private boolean commit(DeltaTransaction transaction, List<Written> all) {
        List<DataFile> old =
                all.stream().flatMap(written -> written.old().stream()).toList();
        List<DataFile> fresh =
                all.stream().flatMap(written -> written.fresh().stream()).toList();
        transaction.recordMetrics(Map.of(
                "numRemovedFiles",
                (long) old.size(),
                "numAddedFiles",
                (long) fresh.size(),
                "numRemovedBytes",
                DataFile.bytes(old),
                "numAddedBytes",
                DataFile.bytes(fresh)));
        OptionalLong version = transaction.commitRewrite(
                old, fresh, CommitOperation.optimize(Fields.names(table.spec().zorderFields())));
        if (version.isEmpty()) {
            return false;
        }
        versions.add(version.getAsLong());
        removed.addAll(old);
        added.addAll(fresh);
        all.forEach(written -> rewritten.add(written.rewrite().partition()));
        return true;
    }

    /** Lets Delta's own command rewrite what the plan names, and whatever else it would. */
    void delegate(List<Rewrite> rewrites) {
        if (rewrites.isEmpty()) {
            return;
        }
        TableSnapshot snapshot = table.snapshot();
        DeltaCommands.Committed done = DeltaCommands.after(table, snapshot)
                .optimize(Fields.names(table.spec().zorderFields()));
        if (done.version().isPresent()) {
            versions.add(done.version().getAsLong());
            Map<String, DataFile> old = byPath(snapshot.files());
            Map<String, DataFile> live = byPath(table.snapshot().files());
            old.values().stream().filter(file -> !live.containsKey(file.path())).forEach(removed::add);
            live.values().stream().filter(file -> !old.containsKey(file.path())).forEach(added::add);
            rewrites.forEach(rewrite -> rewritten.add(rewrite.partition()));
        }
    }

    /** The result so far. */
    OptimizeResult result(OptimizePlan plan, List<Map<String, String>> beyondBudget, Duration elapsed) {
        Set<Map<String, String>> leftInAll = new LinkedHashSet<>(left);
        leftInAll.addAll(beyondBudget);
        return new OptimizeResult(
                plan,
                versions,
                rewritten.size(),
                removed.size(),
                added.size(),
                DataFile.bytes(added),
                List.copyOf(skipped),
                List.copyOf(leftInAll),
                elapsed);
    }
}
