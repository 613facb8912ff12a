package io.lakehouse.delta.log;

import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaMergeNotMatchedBySourceActionBuilder;
import io.delta.tables.DeltaTable;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.Queries;
import io.lakehouse.delta.spark.ScalaLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delta's own commands, for tables with features that the verbs do not write themselves. Each runs in a session of its
 * own, so that its tag and its settings meet no other command.
 */
public final class DeltaCommands {

    /** The alias of the table in conditions of {@link #merge}. */
    public static final String TABLE = "__lakehouse_table";

    private static final Logger LOG = LoggerFactory.getLogger(DeltaCommands.class);

    private static final String TAG = "spark.databricks.delta.commitInfo.userMetadata";

    private final TableLog table;
    private final SparkSession session;
    private final String tag = "lakehouse " + UUID.randomUUID();
    private final long before;

    private DeltaCommands(TableLog table, long before) {
        this.table = table;
        this.session = table.verbSession().cloneSession();
        this.before = before;
        // Counts come from the metrics of the commit. A text of the caller's stays in it.
        session.conf().set("spark.databricks.delta.history.metricsEnabled", true);
        session.conf()
                .set(TAG, Queries.setting(session, TAG).map(text -> text + " ").orElse("") + tag);
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
     * The clauses of a {@code MERGE}. Columns of the table have the alias {@link #TABLE}.
     *
     * @param isSame whether a source row and a row of the table are the same
     * @param isDeleted which of these rows to delete; empty for none
     * @param isUpdated which of the others to update
     * @param isInserted which source rows without a row of the table to insert; empty for all
     * @param isOther which rows of the table without a source row to delete, or to update if there are values for them;
     *     empty for none
     */
    public record Merge(
            Column isSame,
            Optional<Column> isDeleted,
            Column isUpdated,
            Map<String, Column> updated,
            Optional<Column> isInserted,
            Map<String, Column> inserted,
            Optional<Column> isOther,
            Map<String, Column> otherUpdated) {}

    /** Runs a {@code MERGE}. */
    public Committed merge(Dataset<Row> source, Merge clauses) {
        return run(() -> {
            DeltaMergeBuilder merge = deltaTable().as(TABLE).merge(in(source), clauses.isSame());
            if (clauses.isDeleted().isPresent()) {
                merge = merge.whenMatched(clauses.isDeleted().get()).delete();
            }
            merge = merge.whenMatched(clauses.isUpdated()).update(clauses.updated());
            merge = (clauses.isInserted().isPresent()
                            ? merge.whenNotMatched(clauses.isInserted().get())
                            : merge.whenNotMatched())
                    .insert(clauses.inserted());
            if (clauses.isOther().isPresent()) {
                DeltaMergeNotMatchedBySourceActionBuilder others =
                        merge.whenNotMatchedBySource(clauses.isOther().get());
                merge = clauses.otherUpdated().isEmpty() ? others.delete() : others.update(clauses.otherUpdated());
            }
            merge.execute();
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
                deltaTable()
                        .optimize()
                        .executeZOrderBy(
                                zorderColumns.stream().map(Fields::quoted).toArray(String[]::new));
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
        try {
            ActiveSession.with(session, () -> {
                command.run();
                return tag;
            });
        } catch (Exception e) {
            // Only the log shows whether the command committed: what comes after its commit can fail.
            Optional<Committed> own = committed(e);
            if (own.isPresent()) {
                LOG.info("Delta's own command failed after its commit", e);
                return own.get();
            }
            throw e;
        }
        return committed().orElse(new Committed(OptionalLong.empty(), Map.of()));
    }

    private Optional<Committed> committed(Exception failure) {
        try {
            return committed();
        } catch (Exception e) {
            failure.addSuppressed(e);
            return Optional.empty();
        }
    }

    /** The first commit with the tag. A compaction that Delta runs after the command has it, too. */
    private Optional<Committed> committed() {
        List<Committed> own = new ArrayList<>();
        table.snapshot()
                .replayHeld(
                        before + 1,
                        Long.MAX_VALUE,
                        commit -> commit.info()
                                .filter(info -> info.userMetadata().exists(text -> text.contains(tag)))
                                .ifPresent(info -> own.add(new Committed(
                                        OptionalLong.of(commit.version()),
                                        info.operationMetrics().isDefined()
                                                ? ScalaLists.javaMap(
                                                        info.operationMetrics().get())
                                                : Map.of()))));
        return own.stream().findFirst();
    }
}
