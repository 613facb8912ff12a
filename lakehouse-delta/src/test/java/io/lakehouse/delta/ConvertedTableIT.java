package io.lakehouse.delta;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.ScalaLists;
import io.lakehouse.delta.storage.FaultyLogStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.Option;

/**
 * A table that was converted from Hive's folders keeps their text in its log: {@code month=01} stays {@code 01}, and what
 * is written later to the same month is {@code 1}. Both are one partition.
 */
@ExtendWith(LakehouseFixture.class)
class ConvertedTableIT {

    private static final Field<Long> ID = Field.bigint("id").required("number");
    private static final Field<Integer> MONTH = Field.integer("month").required("of the year");
    private static final Field<Long> VALUE = Field.bigint("value").optional("any");
    private static final TableSpec EVENTS = TableSpec.builder()
            .name("bronze", "events")
            .addFields(ID, VALUE, MONTH)
            .addKeyFields(ID, MONTH)
            .addPartitionFields(MONTH)
            .build();

    private static final Field<Integer> OF_MONTH = Field.integer("of_month").required("of the year");
    private static final TableSpec COUNTS = TableSpec.builder()
            .name("gold", "counts")
            .addFields(OF_MONTH, Field.bigint("events").required("how many"))
            .addKeyFields(OF_MONTH)
            .build();

    private static final Field<LocalDate> DAY = Field.date("day").optional("UTC");
    private static final TableSpec DAYS = TableSpec.builder()
            .name("bronze", "days")
            .addFields(ID, DAY)
            .addPartitionFields(DAY)
            .build();

    /** A table of these folders, each with the rows of a query in one file. */
    private static LakehouseTable converted(Lakehouse lake, TableSpec spec, String column, Map<String, String> folders)
            throws IOException {
        Path table = Path.of(lake.warehouse().locationOf(spec.name()).substring("file://".length()));
        for (Map.Entry<String, String> folder : folders.entrySet()) {
            Path path = table.resolve(folder.getKey());
            lake.spark().sql(folder.getValue()).coalesce(1).write().parquet(path.toString());
            Files.delete(path.resolve("_SUCCESS"));
        }
        DeltaTable.convertToDelta(lake.spark(), "parquet.`" + table + "`", column);
        require(DeltaLog.forTable(lake.spark(), table.toString()), spec);
        return lake.table(spec);
    }

    /** Makes columns NOT NULL as the spec has them, for which there is no command. */
    private static void require(DeltaLog log, TableSpec spec) {
        OptimisticTransaction transaction = log.startTransaction(Option.empty(), Option.empty());
        Metadata nullable = transaction.metadata();
        transaction.updateMetadata(
                nullable.copy(
                        nullable.id(),
                        nullable.name(),
                        nullable.description(),
                        nullable.format(),
                        spec.schema().json(),
                        nullable.partitionColumns(),
                        nullable.configuration(),
                        nullable.createdTime()),
                false);
        transaction.commit(ScalaLists.seq(List.of()), DeltaOperations.ManualUpdate$.MODULE$);
    }

    /** Three rows of January in {@code 01}, two of February in {@code 02}. */
    private static LakehouseTable events(Lakehouse lake) throws IOException {
        return converted(
                lake,
                EVENTS,
                "month INT",
                Map.of(
                        "month=01", "SELECT id, id * 10 value FROM range(3)",
                        "month=02", "SELECT id, id * 10 value FROM range(10, 12)"));
    }

    private static List<String> rows(LakehouseTable table) {
        return table.read().collectAsList().stream()
                .map(row -> row.getLong(0) + " " + row.getLong(1) + " " + row.getInt(2))
                .sorted()
                .toList();
    }

    private static Dataset<Row> event(Lakehouse lake, long id, long value, int month) {
        return lake.spark().sql("SELECT " + id + "L id, " + value + "L value, " + month + " month");
    }

    @Test
    void bothFormsAreOnePartitionInPlansAndReports(Lakehouse lake) throws IOException {
        LakehouseTable table = events(lake);
        table.upsert().execute(event(lake, 7, 70, 1));

        assertThat(table.partitionValues(MONTH)).containsExactlyInAnyOrder(1, 2);
        assertThat(table.optimize().everything().plan().partitions())
                .extracting(OptimizePlan.PartitionPlan::partition)
                .containsExactlyInAnyOrder(Map.of("month", "1"), Map.of("month", "2"));
        assertThat(table.health().partitions())
                .extracting(TableHealth.PartitionHealth::partition)
                .containsExactlyInAnyOrder(Map.of("month", "1"), Map.of("month", "2"));
    }

    @Test
    void anUpsertFindsRowsOfTheOldForm(Lakehouse lake) throws IOException {
        LakehouseTable table = events(lake);

        UpsertResult result = table.upsert().execute(event(lake, 1, 11, 1).union(event(lake, 7, 70, 1)));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated)
                .containsExactly(1L, 1L);
        assertThat(rows(table)).containsExactly("0 0 1", "1 11 1", "10 100 2", "11 110 2", "2 20 1", "7 70 1");
    }

    @Test
    void anOptimizeJoinsBothForms(Lakehouse lake) throws IOException {
        LakehouseTable table = events(lake);
        table.upsert().execute(event(lake, 7, 70, 1));
        List<String> before = rows(table);

        OptimizeResult result = table.optimize().everything().execute();

        assertThat(result)
                .extracting(
                        OptimizeResult::partitionsRewritten, OptimizeResult::filesRemoved, OptimizeResult::filesAdded)
                .containsExactly(2, 3L, 2L);
        assertThat(rows(table)).isEqualTo(before);
        assertThat(table.read().count()).isEqualTo(6);
    }

    @Test
    void anOptimizeThatLosesARaceLosesNoRow(Lakehouse lake) throws IOException {
        LakehouseTable table = events(lake);
        table.upsert().execute(event(lake, 7, 70, 1));
        AtomicReference<UpsertResult> rival = new AtomicReference<>();
        FaultyLogStore.beforeNext(
                table.location(), () -> rival.set(table.upsert().execute(event(lake, 7, 71, 1))));

        OptimizeResult result = table.optimize().everything().execute();

        assertThat(Objects.requireNonNull(rival.get()).rowsUpdated()).isEqualTo(1);
        assertThat(result.skipped()).containsExactly(Map.of("month", "1"));
        assertThat(rows(table)).containsExactly("0 0 1", "1 10 1", "10 100 2", "11 110 2", "2 20 1", "7 71 1");
    }

    @Test
    void aFlowRecomputesAMonthFromBothForms(Lakehouse lake) throws IOException {
        LakehouseTable source = events(lake);
        LakehouseTable target = lake.table(COUNTS);
        recompute(source, target);
        source.upsert().execute(event(lake, 7, 70, 1));

        TableChanges changes = source.changesFor(target);
        assertThat(changes.partitions()).containsExactly(Map.of("month", "1"));
        assertThat(changes.rowCount()).isEqualTo(4);
        recompute(source, target);

        assertThat(target.read().orderBy("of_month").collectAsList())
                .extracting(row -> row.getInt(0) + " " + row.getLong(1))
                .containsExactly("1 4", "2 2");
    }

    private static Optional<ReplaceResult> recompute(LakehouseTable source, LakehouseTable target) {
        return Flow.from(source)
                .into(target)
                .recompute(
                        MONTH,
                        OF_MONTH,
                        months -> months.groupBy(MONTH.col().as("of_month"))
                                .agg(count(lit(1)).as("events")));
    }

    @Test
    void datesOfAnyFormAndEmptyOnesAreRead(Lakehouse lake) throws IOException {
        LakehouseTable table = converted(
                lake,
                DAYS,
                "day DATE",
                Map.of(
                        "day=2025-1-5", "SELECT id FROM range(2)",
                        "day=2025-01-05", "SELECT id FROM range(2, 3)",
                        "day=__HIVE_DEFAULT_PARTITION__", "SELECT id FROM range(3, 4)"));
        LocalDate day = LocalDate.parse("2025-01-05");

        assertThat(table.partitionValues(DAY)).containsExactly(day);
        assertThat(table.read(DAY.is(day)).count()).isEqualTo(3);
        assertThat(table.delete(DAY.is(day)).execute().rowsDeleted()).isEqualTo(3);
        assertThat(table.read().count()).isEqualTo(1);
    }
}
