package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.PropertyValue;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A small batch that touches many partitions is compared and written partition by partition. */
@ExtendWith(LakehouseFixture.class)
class ManyPartitionsIT {

    private static final int DAYS = 40;
    private static final TableSpec WITH_FEED = TableSpec.builder()
            .from(PRICES)
            .addProperties(new PropertyValue("delta.enableChangeDataFeed", "true"))
            .build();

    @Test
    void leavesTheRowsOfAMerge(Lakehouse lake) {
        LakehouseTable table = table(lake, WITH_FEED);
        LakehouseTable merged = lake.table(
                TableSpec.builder().from(PRICES).name("silver", "merged").build());
        merged.upsert().execute(year(lake));
        Dataset<Row> batch = changes(lake);

        UpsertResult result = table.upsert().latestBy(INGESTED_AT).execute(batch);
        DeltaTable.forPath(lake.spark(), merged.location())
                .as("t")
                .merge(
                        batch.withColumn("partition_date", LAST_UPDATED.col().cast("date"))
                                .as("s"),
                        "t.id = s.id and t.last_updated = s.last_updated")
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .execute();

        assertThat(contents(table)).isEqualTo(contents(merged)).hasSize(DAYS * 3 + 1);
        assertThat(result)
                .extracting(
                        UpsertResult::rowsInserted,
                        UpsertResult::rowsUpdated,
                        UpsertResult::rowsUnchanged,
                        UpsertResult::filesScanned,
                        UpsertResult::filesRemoved,
                        UpsertResult::filesAdded)
                .containsExactly(DAYS + 1L, (long) DAYS, (long) DAYS, (long) DAYS, (long) DAYS, DAYS + 1L);
    }

    @Test
    void itsChangesAreInTheFeed(Lakehouse lake) {
        LakehouseTable table = table(lake, WITH_FEED);

        UpsertResult result = table.upsert().execute(changes(lake));

        assertThat(changesOf(table, result, lake))
                .containsExactly("insert " + (DAYS + 1), "update_postimage " + DAYS, "update_preimage " + DAYS);
    }

    /** A query has to find it, after some partitions are written; their files and their changes must not count. */
    @Test
    void findsARowInAPartitionThatItsKeyDoesNotTell(Lakehouse lake) {
        LakehouseTable table = table(lake, WITH_FEED);
        rows(lake.spark(), List.of(price("zec", noon(DAYS - 1), "1")))
                .withColumn("partition_date", lit(noon(0)).cast("date"))
                .write()
                .format("delta")
                .mode("append")
                .save(table.location());
        assertThat(TableFolder.of(table).dataFiles()).hasSize(DAYS + 1);

        UpsertResult result = table.upsert().execute(changes(lake));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated)
                .containsExactly((long) DAYS, DAYS + 1L);
        assertThat(contents(table)).hasSize(3 * DAYS + 1).contains("zec " + noon(DAYS - 1) + " 3");
        assertThat(changesOf(table, result, lake))
                .containsExactly("insert " + DAYS, "update_postimage " + (DAYS + 1), "update_preimage " + (DAYS + 1));
        assertThat(TableFolder.of(table).dataFiles().stream()
                        .filter(file -> !file.toString().contains("_change_data")))
                .hasSize(DAYS + 1 + (int) result.filesAdded());
    }

    /** How many changes of each type a commit has in the feed. */
    private static List<String> changesOf(LakehouseTable table, UpsertResult result, Lakehouse lake) {
        return lake
                .spark()
                .read()
                .format("delta")
                .option("readChangeFeed", "true")
                .option("startingVersion", result.version().orElseThrow())
                .load(table.location())
                .groupBy("_change_type")
                .count()
                .orderBy("_change_type")
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .toList();
    }

    @Test
    void theSameBatchAgainWritesNothing(Lakehouse lake) {
        LakehouseTable table = table(lake, PRICES);
        table.upsert().execute(changes(lake));
        int files = TableFolder.of(table).dataFiles().size();

        UpsertResult again = table.upsert().execute(changes(lake));

        assertThat(again.committed()).isFalse();
        assertThat(again.rowsUnchanged()).isEqualTo(3L * DAYS + 1);
        assertThat(TableFolder.of(table).dataFiles()).hasSize(files);
    }

    @Test
    void aPlanNamesTheFilesAndWritesNone(Lakehouse lake) {
        LakehouseTable table = table(lake, PRICES);
        List<Path> before = TableFolder.of(table).dataFiles();

        WritePlan plan = table.upsert().plan(changes(lake));

        assertThat(plan.filesToReplace()).hasSize(DAYS);
        assertThat(plan.rowsToWrite()).isEqualTo(2L * DAYS + 1);
        assertThat(TableFolder.of(table).dataFiles()).isEqualTo(before);
    }

    @Test
    void aSnapshotDeletesTheRowsThatItLacks(Lakehouse lake) {
        LakehouseTable table = table(lake, PRICES);

        UpsertResult result =
                table.upsert().deletingOthers().deletingAtMost(100).execute(rows(lake.spark(), day(3)));

        assertThat(result.rowsDeleted()).isEqualTo(2L * (DAYS - 1));
        assertThat(result.filesRemoved()).isEqualTo(DAYS - 1);
        assertThat(contents(table)).hasSize(2);
    }

    @Test
    void whatIsRefusedLeavesNoFilesBehind(Lakehouse lake) {
        LakehouseTable table = table(lake, PRICES);
        List<Path> before = TableFolder.of(table).dataFiles();

        assertThatThrownBy(
                        () -> table.upsert().deletingOthers().deletingAtMost(10).execute(rows(lake.spark(), day(3))))
                .isInstanceOf(RuleViolationException.class);
        assertThat(TableFolder.of(table).dataFiles()).isEqualTo(before);

        rows(lake.spark(), day(DAYS - 1))
                .withColumn("partition_date", LAST_UPDATED.col().cast("date"))
                .write()
                .format("delta")
                .mode("append")
                .save(table.location());
        List<Path> withDuplicates = TableFolder.of(table).dataFiles();
        assertThatThrownBy(() -> table.upsert().execute(changes(lake))).isInstanceOf(InvalidKeyException.class);
        assertThat(TableFolder.of(table).dataFiles()).isEqualTo(withDuplicates);
    }

    private static LakehouseTable table(Lakehouse lake, TableSpec spec) {
        LakehouseTable table = lake.table(spec);
        table.upsert().execute(year(lake));
        return table;
    }

    private static Dataset<Row> year(Lakehouse lake) {
        List<RowValues> all = new ArrayList<>();
        IntStream.range(0, DAYS).forEach(day -> all.addAll(day(day)));
        return rows(lake.spark(), all);
    }

    private static List<RowValues> day(int day) {
        return List.of(price("btc", noon(day), "1"), price("eth", noon(day), "2"));
    }

    private static String noon(int day) {
        return LocalDate.parse("2025-01-01").plusDays(day) + "T12:00:00Z";
    }

    /** On each day a changed row, one that is the same and one of a new key; and a day that is new. */
    private static Dataset<Row> changes(Lakehouse lake) {
        List<RowValues> batch = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            batch.add(price("btc", noon(day), "10"));
            batch.add(price("eth", noon(day), "2"));
            batch.add(price("zec", noon(day), "3"));
        }
        batch.add(price("btc", noon(DAYS), "1"));
        return rows(lake.spark(), batch);
    }
}
