package io.lakehouse.delta;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Keeps every version of a row and from when to when it held (a slowly changing dimension of type 2), in one commit.
 * The key of the table is what identifies a thing, and the instant from which a version holds; rows to write have all
 * fields but the end and the mark of the current version, which follow from the next version of the same thing.
 *
 * <p>A version that says the same as the one before it is no version and leaves no trace. A late version is put in its
 * place: it holds until the next one that is known. A row for an instant that has a version already corrects that
 * version. A batch that adds nothing commits nothing.
 *
 * <p>Immutable: each setting returns a new historize.
 */
public final class Historize {

    private static final String VERB = "historize";
    private static final String OLD = "__old_";
    private static final String GIVEN = "__given";
    private static final String KEPT = "__kept";
    /** How many rows of one version there are. */
    private static final String TWICE = "__twice";

    private static final String STATE = "__state";
    private static final String NEW = "new";
    private static final String CHANGED = "changed";
    private static final String GONE = "gone";
    private static final String SAME = "same";

    private final LakehouseTable table;
    private final Validity validity;
    private final List<Field<?>> ignored;

    /** The fields that say when a version holds. */
    private record Validity(Field<Instant> from, Field<Instant> to, Field<Boolean> isCurrent) {}

    Historize(LakehouseTable table, Field<Instant> from, Field<Instant> to, Field<Boolean> isCurrent) {
        this(table, new Validity(from, to, isCurrent), List.of());
        table.known(from, to, isCurrent);
        TableSpec spec = table.spec();
        if (!spec.keyFields().contains(from) || spec.keyFields().size() < 2) {
            throw DeltaErrors.notHistorized(spec, "its key has to be what identifies a thing, and " + from.name());
        }
        if (to.isRequired()) {
            throw DeltaErrors.notHistorized(spec, to.name() + " has to be optional: the current version has no end");
        }
        if (spec.partitionFields().contains(to) || spec.partitionFields().contains(isCurrent)) {
            throw DeltaErrors.notHistorized(
                    spec, "it cannot be partitioned by " + to.name() + " or " + isCurrent.name() + ", which change");
        }
    }

    private Historize(LakehouseTable table, Validity validity, List<Field<?>> ignored) {
        this.table = table;
        this.validity = validity;
        this.ignored = ignored;
    }

    /** A row that differs from the version before it in these fields only is no version. */
    public Historize ignoringChangesIn(Field<?>... fields) {
        return new Historize(table, validity, table.known(fields));
    }

    /**
     * Adds the versions.
     *
     * @throws SchemaMismatchException if the rows lack a column, have one too many or of another type
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws InvalidKeyException if a key is NULL, or if rows share one
     * @throws ConcurrentWriteException if other writers keep winning
     */
    public HistorizeResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        HistorizeResult result = pinned(
                rows,
                (pinned, source) ->
                        WriteRetries.run(VERB, table.name(), attempt -> attempt(pinned, source, attempt, start)));
        table.report(
                VERB,
                result.versionsAdded() + " versions added, " + result.versionsChanged() + " changed, "
                        + result.versionsRemoved() + " removed",
                result.filesAdded(),
                result.filesRemoved(),
                result.bytesAdded(),
                result.elapsed());
        return result;
    }

    /**
     * What {@link #execute} would do with these rows now. Changes nothing.
     *
     * @throws SchemaMismatchException as {@link #execute} does, and so for the other errors in rows
     */
    public WritePlan plan(Dataset<Row> rows) {
        return pinned(rows, (pinned, source) -> {
            DeltaTransaction transaction = table.begin();
            if (source.rowCount() == 0) {
                return WritePlan.nothing(table.name(), transaction.snapshot().version(), "there are no rows");
            }
            try (Comparison comparison = compare(pinned, source, transaction)) {
                return new WritePlan(
                        table.name(),
                        transaction.snapshot().version(),
                        comparison.count(NEW) + comparison.count(CHANGED),
                        comparison.count(CHANGED) + comparison.count(GONE),
                        comparison.hit().stream().map(AddFile::path).toList(),
                        DeltaTransaction.bytes(comparison.hit()),
                        comparison.isEmpty()
                                ? "the table holds every version already"
                                : comparison.hit().isEmpty()
                                        ? "no version that is there changes"
                                        : "these files hold a version that ends, changes or goes");
            }
        });
    }

    /** Does something with the checked rows, which stay as they are meanwhile. */
    private <T> T pinned(Dataset<Row> rows, BiFunction<Dataset<Row>, UpsertSource, T> action) {
        Dataset<Row> complete = rows.withColumn(
                        validity.to().name(),
                        lit(null).cast(validity.to().type().sparkType()))
                .withColumn(validity.isCurrent().name(), lit(true));
        Dataset<Row> conforming = SourceRows.conform(VERB, table.spec(), complete);
        try (PinnedRows pinned = table.inSession(VERB, "check the source", () -> PinnedRows.of(conforming))) {
            return action.apply(pinned.rows(), table.inSession(VERB, "check the source", () -> checked(pinned)));
        }
    }

    private UpsertSource checked(PinnedRows pinned) {
        UpsertSource source = UpsertSource.of(VERB, pinned, table.spec(), thing(), List.of());
        source.requireUniqueKeys(VERB, "");
        return source;
    }

    /** The fields that identify a thing, whatever its version. */
    private List<Field<?>> thing() {
        return table.spec().keyFields().stream()
                .filter(field -> field != validity.from())
                .toList();
    }

    private HistorizeResult attempt(Dataset<Row> pinned, UpsertSource source, int attempt, long start) {
        DeltaTransaction transaction = table.begin();
        if (source.rowCount() == 0) {
            return new HistorizeResult(OptionalLong.empty(), 0, 0, 0, 0, 0, 0, attempt, elapsed(start));
        }
        try (Comparison comparison = compare(pinned, source, transaction)) {
            if (comparison.isEmpty()) {
                return result(OptionalLong.empty(), comparison, List.of(), List.of(), attempt, start);
            }
            List<AddFile> removed = comparison.hit();
            List<AddFile> added = table.inSession(
                    VERB,
                    "write",
                    () -> transaction.write(FileLayout.arrange(
                            merged(comparison.timeline().rows(), transaction.read(removed)),
                            table.spec(),
                            DeltaTransaction.bytes(removed))));
            transaction.recordMetrics(Map.of(
                    "numSourceRows", source.rowCount(),
                    "numTargetRowsInserted", comparison.count(NEW),
                    "numTargetRowsUpdated", comparison.count(CHANGED),
                    "numTargetRowsDeleted", comparison.count(GONE),
                    "numTargetFilesAdded", (long) added.size(),
                    "numTargetFilesRemoved", (long) removed.size(),
                    "numTargetBytesAdded", DeltaTransaction.bytes(added),
                    "numTargetBytesRemoved", DeltaTransaction.bytes(removed)));
            long version =
                    table.inSession(VERB, "commit", () -> transaction.commit(removed, added, Upsert.operation()));
            return result(OptionalLong.of(version), comparison, added, removed, attempt, start);
        }
    }

    /**
     * The versions that the source brings beside those of one version of the table. Pinned until closed.
     *
     * @param hit files that hold a version that changes or goes
     */
    private record Comparison(PinnedRows timeline, Map<String, Long> counts, List<AddFile> hit)
            implements AutoCloseable {

        long count(String state) {
            return counts.getOrDefault(state, 0L);
        }

        boolean isEmpty() {
            return count(NEW) == 0 && hit.isEmpty();
        }

        @Override
        public void close() {
            timeline.close();
        }
    }

    private Comparison compare(Dataset<Row> pinned, UpsertSource source, DeltaTransaction transaction) {
        List<AddFile> candidates = table.inSession(VERB, "find files", () -> transaction.filesIn(source.scope()));
        Dataset<Row> present =
                transaction.readWithFiles(candidates).filter(source.scope().toColumn());
        PinnedRows timeline = table.inSession(VERB, "find changes", () -> PinnedRows.of(timeline(pinned, present)));
        try {
            Map<String, Long> counts = new LinkedHashMap<>();
            Set<Long> hit = new HashSet<>();
            List<Row> states = table.inSession(
                    VERB,
                    "find changes",
                    () -> timeline.rows()
                            .groupBy(STATE)
                            .agg(count(lit(1)), collect_set(DeltaTransaction.FILE), max(TWICE))
                            .collectAsList());
            for (Row state : states) {
                if (state.getLong(3) > 1) {
                    throw DeltaErrors.duplicateKeysInTable(VERB, table.spec());
                }
                counts.put(state.getString(0), state.getLong(1));
                if (state.getString(0).equals(CHANGED) || state.getString(0).equals(GONE)) {
                    hit.addAll(state.getList(2));
                }
            }
            return new Comparison(timeline, counts, transaction.named(candidates, hit));
        } catch (Throwable e) {
            timeline.close();
            throw e;
        }
    }

    /**
     * All versions of the things that the source speaks of, those of the table and those of the source, as they have to
     * be, each with its {@link #STATE} and the file that it is in.
     */
    private Dataset<Row> timeline(Dataset<Row> source, Dataset<Row> present) {
        List<Field<?>> fields = table.spec().fields();
        Column[] thing = Fields.columns(thing());
        List<Column> old = new ArrayList<>();
        fields.forEach(field -> old.add(field.col().as(OLD + field.name())));
        old.add(col(DeltaTransaction.FILE));
        Dataset<Row> touched = present.join(
                        source.select(thing).distinct(), Fields.names(thing()).toArray(String[]::new), "left_semi")
                .select(old.toArray(Column[]::new));
        Dataset<Row> matched = source.withColumn(GIVEN, lit(true)).join(touched, sameVersion(), "full_outer");
        // The source corrects a version, unless it says the same: then the table keeps what it has.
        Column isGiven = coalesce(col(GIVEN), lit(false))
                .and(col(DeltaTransaction.FILE).isNull().or(not(content("").eqNullSafe(content(OLD)))));
        List<Column> columns = new ArrayList<>();
        fields.forEach(field -> columns.add(
                when(isGiven, field.col()).otherwise(col(OLD + field.name())).as(field.name())));
        fields.forEach(field -> columns.add(col(OLD + field.name())));
        columns.add(col(DeltaTransaction.FILE));
        WindowSpec versions = Window.partitionBy(thing).orderBy(validity.from().col());
        Column isFirst = row_number().over(versions).equalTo(1);
        Column saysTheSame = lag(content(""), 1).over(versions).eqNullSafe(content(""));
        Column next = first(when(col(KEPT), validity.from().col()), true)
                .over(versions.rowsBetween(1, Window.unboundedFollowing()));
        Column differs = fields.stream()
                .map(field -> not(ComparableValues.of(field.col(), field.type().sparkType())
                        .eqNullSafe(ComparableValues.of(
                                col(OLD + field.name()), field.type().sparkType()))))
                .reduce(Column::or)
                .orElseThrow();
        Column isOld = col(DeltaTransaction.FILE).isNotNull();
        return matched.select(columns.toArray(Column[]::new))
                .withColumn(
                        TWICE,
                        count(lit(1))
                                .over(Window.partitionBy(
                                        Fields.columns(table.spec().keyFields()))))
                .withColumn(KEPT, isFirst.or(not(saysTheSame)))
                .withColumn(validity.to().name(), next)
                .withColumn(validity.isCurrent().name(), validity.to().col().isNull())
                .withColumn(
                        STATE,
                        when(not(isOld), when(col(KEPT), lit(NEW)).otherwise(lit(SAME)))
                                .when(not(col(KEPT)), lit(GONE))
                                .when(differs, lit(CHANGED))
                                .otherwise(lit(SAME)));
    }

    private Column sameVersion() {
        return table.spec().keyFields().stream()
                .map(field -> field.col().equalTo(col(OLD + field.name())))
                .reduce(Column::and)
                .orElseThrow();
    }

    /** What a version says; columns have this prefix. */
    private Column content(String prefix) {
        Column[] columns = table.spec().fields().stream()
                .filter(field -> field != validity.to() && field != validity.isCurrent())
                .filter(field -> !table.spec().isImpliedByKey(field) && !ignored.contains(field))
                .map(field -> ComparableValues.of(
                                col(prefix + field.name()), field.type().sparkType())
                        .as(field.name()))
                .toArray(Column[]::new);
        return columns.length == 0 ? lit(1) : struct(columns);
    }

    /** What takes the place of the files hit: versions that are new or changed, and the rows beside them. */
    private Dataset<Row> merged(Dataset<Row> timeline, Dataset<Row> replaced) {
        Column[] columns = Fields.columns(table.spec().fields());
        Dataset<Row> fresh = timeline.filter(col(STATE).isin(NEW, CHANGED)).select(columns);
        Column[] oldKeys = table.spec().keyFields().stream()
                .map(field -> col(OLD + field.name()))
                .toArray(Column[]::new);
        Dataset<Row> outdated = timeline.filter(col(STATE).isin(CHANGED, GONE)).select(oldKeys);
        return replaced.select(columns)
                .join(outdated, sameVersion(), "left_anti")
                .unionByName(fresh);
    }

    private static HistorizeResult result(
            OptionalLong version,
            Comparison comparison,
            List<AddFile> added,
            List<AddFile> removed,
            int attempt,
            long start) {
        return new HistorizeResult(
                version,
                comparison.count(NEW),
                comparison.count(CHANGED),
                comparison.count(GONE),
                added.size(),
                removed.size(),
                DeltaTransaction.bytes(added),
                attempt,
                elapsed(start));
    }

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
