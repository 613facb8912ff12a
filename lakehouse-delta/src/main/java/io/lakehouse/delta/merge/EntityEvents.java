package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.CompanionFiles;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.rows.Scope;
import io.lakehouse.delta.spark.PinnedRows;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The events of entities that make no version: their ends, and those that say the same as the version before them. They
 * come with the source, or the table remembers them.
 */
record EntityEvents(
        TableSpec spec,
        HistorizeSettings settings,
        KeyedSource source,
        List<Field<?>> entity,
        RememberedKeys ends,
        RememberedKeys unchanged) {

    /** The name prefix of the columns of a remembered event. */
    private static final String EVENT = "__lakehouse_event_";

    /** The events of a source, and those that the transaction's version of the table remembers of a scope. */
    static EntityEvents of(
            TableLog table, HistorizeSettings settings, KeyedSource source, DeltaTransaction transaction, Scope scope) {
        TableSpec spec = table.spec();
        List<Field<?>> entity = settings.validity().entityFields(spec);
        return new EntityEvents(
                spec,
                settings,
                source,
                entity,
                RememberedKeys.in(CompanionFiles.DELETED_KEYS, table, transaction, entity, settings.endOrder(), scope),
                RememberedKeys.in(
                        CompanionFiles.UNCHANGED_VERSIONS,
                        table,
                        transaction,
                        entity,
                        settings.unchangedOrder(spec),
                        scope));
    }

    private Dataset<Row> entities(Optional<Dataset<Row>> ended) {
        Dataset<Row> entities = source.rows().select(Fields.columns(entity));
        return (ended.isPresent() ? entities.unionByName(ended.get().select(Fields.columns(entity))) : entities)
                .distinct();
    }

    /**
     * Events that are remembered because they changed nothing. Each says that the version that is valid at its time was
     * so then, and makes a version of its own if another one has come in between.
     */
    Optional<Dataset<Row>> confirmed(Dataset<Row> present, Optional<Dataset<Row>> ended) {
        if (unchanged.isEmpty()) {
            return Optional.empty();
        }
        Field<Instant> from = settings.validity().from();
        List<Field<?>> order = settings.unchangedOrder(spec);
        Dataset<Row> events = unchanged.all().join(entities(ended), names(), "left_semi");
        for (Field<?> field : order) {
            events = events.withColumnRenamed(field.name(), EVENT + field.name());
        }
        Column at = Fields.column(EVENT + from.name());
        Column to = settings.validity().to().col();
        List<Column> columns = new ArrayList<>();
        source.given()
                .forEach(field -> columns.add(
                        order.contains(field)
                                ? Fields.column(EVENT + field.name()).as(field.name())
                                : field.col()));
        return Optional.of(events.join(present, names(), "inner")
                .filter(from.col().lt(at).and(to.isNull().or(to.gt(at))))
                .select(columns.toArray(Column[]::new))
                .withColumn(Timeline.IS_EVENT, lit(false)));
    }

    /** When entities end, as the feed, the memory and the absence from a snapshot tell. */
    Optional<Dataset<Row>> ends(Dataset<Row> present) {
        List<Dataset<Row>> all = new ArrayList<>();
        Dataset<Row> entities = source.rows().select(Fields.columns(entity)).distinct();
        if (source.hasDeletes()) {
            all.add(source.rows()
                    .filter(col(FeedColumns.DELETES))
                    .select(endColumns(settings.validity().from().col())));
        }
        settings.closingOthersAt()
                .ifPresent(at -> all.add(validAt(at, present)
                        .join(entities, names(), "left_anti")
                        .select(endColumns(lit(Timestamp.from(at))))));
        if (!ends.isEmpty()) {
            // Of entities that the source does not have, nothing changes, unless it is a snapshot.
            all.add(
                    settings.closingOthersAt().isPresent()
                            ? ends.all()
                            : ends.all().join(entities, names(), "left_semi"));
        }
        return all.stream()
                .reduce(Dataset::unionByName)
                .map(every -> every.groupBy(Fields.columns(entity))
                        .agg(collect_set(settings.validity().from().col()).as(Timeline.ENDS)));
    }

    private Column[] endColumns(Column at) {
        List<Column> columns = new ArrayList<>(List.of(Fields.columns(entity)));
        columns.add(at.as(settings.validity().from().name()));
        return columns.toArray(Column[]::new);
    }

    private String[] names() {
        return Fields.names(entity).toArray(String[]::new);
    }

    private Dataset<Row> validAt(Instant at, Dataset<Row> present) {
        Column instant = lit(Timestamp.from(at));
        Column to = settings.validity().to().col();
        return present.filter(
                settings.validity().from().col().leq(instant).and(to.isNull().or(to.gt(instant))));
    }

    /** Rejects a snapshot without too many of the entities that the table has. */
    void requireComplete(Dataset<Row> present) {
        settings.closingOthersAt().ifPresent(at -> requireComplete(present, at));
    }

    private void requireComplete(Dataset<Row> present, Instant at) {
        Dataset<Row> valid = validAt(at, present).select(Fields.columns(entity)).distinct();
        long all = valid.count();
        long others = valid.join(source.rows().select(Fields.columns(entity)).distinct(), names(), "left_anti")
                .count();
        if (others * 100 > all * settings.maxClosedPercent()) {
            throw MergeErrors.closesTooMany(spec.name(), others, all, settings.maxClosedPercent());
        }
    }

    /** Ends that no version shows, and that the table does not remember yet. */
    Dataset<Row> hiddenEnds(PinnedRows timeline) {
        Dataset<Row> hidden = timeline.rows()
                .select(endColumns(explode(col(Timeline.HIDDEN_ENDS))))
                .distinct();
        return ends.isEmpty() ? hidden : hidden.except(ends.all());
    }

    /** Events that repeat the version before them, and that the table does not remember yet. */
    Dataset<Row> repeated(PinnedRows timeline) {
        List<Column> columns = new ArrayList<>(List.of(Fields.columns(entity)));
        settings.unchangedOrder(spec).forEach(field -> columns.add(field.col()));
        Dataset<Row> repeated = timeline.rows().filter(col(Timeline.REPEATS)).select(columns.toArray(Column[]::new));
        return unchanged.isEmpty() ? repeated : repeated.except(unchanged.all());
    }

    /** Remembers events of a timeline with the commit of the transaction. */
    void remember(PinnedRows timeline, boolean hasHiddenEnds, boolean repeats) {
        if (hasHiddenEnds) {
            ends.record(ends.write(hiddenEnds(timeline), timeline.isSmall(), settings.memory()));
        }
        if (repeats) {
            unchanged.record(unchanged.write(repeated(timeline), timeline.isSmall(), settings.memory()));
        }
    }
}
