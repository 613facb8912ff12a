package io.lakehouse.delta.log;

import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaTable;
import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.Queries;
import io.lakehouse.delta.spark.ScalaLists;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.CommitInfo;

/**
 * Delta's own commands, for tables with features that the verbs do not write themselves. Each runs in a session of its
 * own, so that its tag and its settings meet no other command.
 */
public final class DeltaCommands {

    /** The alias of the table in conditions of {@link #merge}. */
    public static final String TABLE = "__lakehouse_table";

    private static final String TAG = "spark.databricks.delta.commitInfo.userMetadata";

    private final TableLog table;
    private final SparkSession session;
    private final String tag = "lakehouse " + UUID.randomUUID();
    private final long before;

    private DeltaCommands(TableLog table, long before) {
        this.table = table;
        this.session = table.verbSession().cloneSession();
        this.before = before;
        session.conf().set(TAG, tag);
    }

    /** Prepares one command on a table whose latest version is known. */
    public static DeltaCommands after(TableLog table, TableSnapshot snapshot) {
        return new DeltaCommands(table, snapshot.version());
    }

    /**
     * What a command committed.
     *
     * @param version the version; empty if it changed nothing
     */
    public record Committed(OptionalLong version, Map<String, String> metrics) {

        /** A metric of the commit, 0 if it has none of this name. */
        public long metric(String name) {
            return Long.parseLong(metrics.getOrDefault(name, "0"));
        }
    }

    /**
     * What a merge does with the rows that meet its condition and are on both sides, and with the rows of its source
     * that meet no row of the table.
     *
     * @param deleteIf which rows of the table to delete
     * @param updateIf which of the others to update
     * @param insertIf which rows of the source to insert
     * @param values the values to update and to insert, by column
     */
    public record Merge(
            Column condition,
            Optional<Column> deleteIf,
            Column updateIf,
            Column insertIf,
            Map<String, Column> values) {}

    /** Runs a {@code MERGE}. Columns of the table have the alias {@link #TABLE}. */
    public Committed merge(Dataset<Row> source, Merge merge) {
        return run(() -> {
            DeltaMergeBuilder builder = deltaTable().as(TABLE).merge(in(source), merge.condition());
            if (merge.deleteIf().isPresent()) {
                builder = builder.whenMatched(merge.deleteIf().get()).delete();
            }
            builder.whenMatched(merge.updateIf())
                    .update(merge.values())
                    .whenNotMatched(merge.insertIf())
                    .insert(merge.values())
                    .execute();
        });
    }

    public Committed delete(Column condition) {
        return run(() -> deltaTable().delete(condition));
    }

    /** Appends rows and records the progress of a stream in the same commit. */
    public Committed append(Dataset<Row> rows, String stream, long progress) {
        return run(() -> in(rows).write()
                .format("delta")
                .mode("append")
                .option("txnAppId", stream)
                .option("txnVersion", progress)
                .save(table.location()));
    }

    /** Replaces the rows that meet a condition. */
    public Committed replace(Column condition, Dataset<Row> rows) {
        return run(() -> in(rows).write()
                .format("delta")
                .mode("overwrite")
                .option("replaceWhere", condition.expr().sql())
                .save(table.location()));
    }

    /** Compacts files, z-ordered by columns if there are any. */
    public Committed optimize(List<String> zorderColumns) {
        return run(() -> {
            if (zorderColumns.isEmpty()) {
                deltaTable().optimize().executeCompaction();
            } else {
                deltaTable().optimize().executeZOrderBy(zorderColumns.toArray(String[]::new));
            }
        });
    }

    /** The files that {@code VACUUM} would delete, as absolute paths. */
    public List<String> expiredFiles(long hours) {
        return session
                .sql("VACUUM delta.`" + table.location().replace("`", "``") + "` RETAIN " + hours + " HOURS DRY RUN")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    public void vacuum(long hours) {
        ActiveSession.with(session, () -> deltaTable().vacuum((double) hours));
    }

    private DeltaTable deltaTable() {
        return DeltaTable.forPath(session, table.location());
    }

    private Dataset<Row> in(Dataset<Row> rows) {
        return Queries.in(session, rows);
    }

    private Committed run(Runnable command) {
        ActiveSession.with(session, () -> {
            command.run();
            return tag;
        });
        Map<String, String> metrics = new HashMap<>();
        long[] version = {-1};
        table.snapshot().replayHeld(before + 1, Long.MAX_VALUE, commit -> {
            Optional<CommitInfo> own =
                    commit.info().filter(info -> info.userMetadata().contains(tag));
            own.ifPresent(info -> {
                version[0] = commit.version();
                if (info.operationMetrics().isDefined()) {
                    metrics.putAll(ScalaLists.javaMap(info.operationMetrics().get()));
                }
            });
        });
        return new Committed(version[0] < 0 ? OptionalLong.empty() : OptionalLong.of(version[0]), Map.copyOf(metrics));
    }
}
