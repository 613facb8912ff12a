package io.lakehouse.delta.any;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.delta.Adoption;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Every verb on a table of one kind leaves what Delta's own commands leave on a copy: the rows, the change data feed, and
 * the ids of rows; and Delta's own commands go on working.
 */
final class AllVerbs {

    private static final LocalDate REPLACED = LocalDate.parse("2025-03-02");
    private static final LocalDate DELETED = LocalDate.parse("2025-03-01");

    private final TableVariant variant;
    private final Lakehouse lake;
    private final Twins twins;
    private final LakehouseTable table;
    private final LakehouseTable keyed;
    private final Field<LocalDate> day;
    private final Field<Long> id;

    private AllVerbs(TableVariant variant, Lakehouse lake) {
        this.variant = variant;
        this.lake = lake;
        this.twins = Twins.create(lake, variant);
        Adoption adoption = lake.adopt(TableLocation.of(twins.ours().path()));
        this.table = adoption.open();
        this.keyed = adoption.keyedBy(variant.id()).checkingKey().open();
        this.day = table.spec().field(variant.day(), FieldType.DATE);
        this.id = table.spec().field(variant.id(), FieldType.LONG);
    }

    /**
     * Runs the verbs on a table of this kind. The system property {@code any.table.full} adds upserts of new rows only,
     * both ways of upserting, and a delete of whole partitions, for each kind; else kinds take turns.
     */
    static void of(TableVariant variant, Lakehouse lake) {
        AllVerbs verbs = new AllVerbs(variant, lake);
        boolean isFull = Boolean.getBoolean("any.table.full");
        boolean isFirstHalf = variant.name().length() % 2 == 0;
        verbs.append();
        if (variant.isAppendOnly()) {
            verbs.upsertNewRows();
            verbs.refuseToChangeRows();
        } else {
            verbs.deleteSomeRowsOfFiles();
            if (isFull || isFirstHalf) {
                verbs.upsertNewAndChangedRows();
            }
            if (isFull || !isFirstHalf) {
                verbs.upsertByManyTasks();
            }
            if (isFull || variant.name().length() % 3 == 0) {
                verbs.upsertFeed(isFirstHalf ? verbs.keyed : verbs.byManyTasks());
            }
            if (isFull) {
                verbs.upsertNewRows();
                verbs.deleteDay();
            }
            verbs.replaceDay();
        }
        verbs.optimize();
        verbs.look();
        verbs.twins.requireWritableByDelta(isFull);
    }

    private void append() {
        Dataset<Row> batch = twins.fresh(100, 105);
        assertThat(table.append("monday").execute(batch).rowsAppended()).isEqualTo(5);
        twins.theirs().append(batch);
        twins.requireEqual("after an append");
        assertThat(table.append("monday").execute(batch).committed()).isFalse();
    }

    private void upsertNewRows() {
        Dataset<Row> batch = twins.fresh(105, 108);
        assertThat(keyed.upsert().execute(batch).rowsInserted()).isEqualTo(3);
        twins.theirs().merge(batch);
        twins.requireEqual("after an upsert of new rows");
    }

    private void refuseToChangeRows() {
        assertThatThrownBy(() -> keyed.upsert().execute(twins.changed(1, 3)))
                .isExactlyInstanceOf(AppendOnlyException.class);
        assertThatThrownBy(() -> table.delete(day.is(REPLACED)).execute())
                .isExactlyInstanceOf(AppendOnlyException.class);
        assertThatThrownBy(() -> table.replace(day.is(REPLACED)).execute(twins.fresh(1, 1)))
                .isExactlyInstanceOf(AppendOnlyException.class);
    }

    private void deleteSomeRowsOfFiles() {
        table.delete(id.lessThan(3L)).execute();
        twins.theirs().delete(Fields.quoted(variant.id()) + " < 3");
        twins.requireEqual("after a delete of some rows of files");
    }

    private void upsertNewAndChangedRows() {
        Dataset<Row> mixed =
                twins.changed(5, 12).unionByName(twins.fresh(110, 114)).unionByName(twins.unchanged(12, 15));
        assertThat(keyed.upsert().execute(mixed))
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated, UpsertResult::rowsUnchanged)
                .containsExactly(4L, 7L, 3L);
        twins.theirs().merge(mixed);
        twins.requireEqual("after an upsert of new and changed rows");
        assertThat(keyed.upsert().execute(mixed).committed()).isFalse();
    }

    private void upsertByManyTasks() {
        Dataset<Row> mixed = twins.changed(14, 24).unionByName(twins.fresh(114, 117));
        byManyTasks().upsert().execute(mixed);
        twins.theirs().merge(mixed);
        twins.requireEqual("after an upsert by many tasks");
    }

    private LakehouseTable byManyTasks() {
        return twins.withoutSmallBatches(lake).table(keyed.spec());
    }

    private void upsertFeed(LakehouseTable ours) {
        Dataset<Row> changed = twins.changed(24, 27);
        Dataset<Row> deleted = twins.unchanged(27, 30);
        Dataset<Row> feed = changed.unionByName(twins.fresh(120, 122))
                .withColumn(PlainTable.DELETES, lit(false))
                .unionByName(deleted.withColumn(PlainTable.DELETES, lit(true)));
        Field<Boolean> deletes = Field.bool(PlainTable.DELETES);
        assertThat(ours.upsert().deletingWhere(deletes.is(true)).execute(feed))
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated, UpsertResult::rowsDeleted)
                .containsExactly(2L, changed.count(), deleted.count());
        twins.theirs().mergeFeed(feed);
        twins.requireEqual("after an upsert of a change feed");
        assertThat(ours.upsert().deletingWhere(deletes.is(true)).execute(feed).committed())
                .isFalse();
    }

    private void replaceDay() {
        Dataset<Row> rows = twins.fresh(200, 205)
                .withColumn(variant.day(), lit(REPLACED.toString()).cast("date"));
        table.replace(day.is(REPLACED)).execute(rows);
        twins.theirs().replaceWhere(Fields.quoted(variant.day()) + " = DATE'" + REPLACED + "'", rows);
        twins.requireEqual("after a replace");
    }

    private void deleteDay() {
        table.delete(day.is(DELETED)).execute();
        twins.theirs().delete(Fields.quoted(variant.day()) + " = DATE'" + DELETED + "'");
        twins.requireEqual("after a delete of a day");
    }

    private void optimize() {
        table.optimize().everything().execute();
        twins.requireSameRowsAndNoChange("after an optimise");
    }

    private void look() {
        assertThat(table.health().rows()).isEqualTo(twins.theirs().rows().count());
        assertThat(table.vacuum().full().plan().files()).isEmpty();
        assertThat(table.history(3)).hasSize(3);
        assertThat(table.changesSince(0).partitions()).isNotEmpty();
    }
}
