package io.lakehouse.delta;

import static io.lakehouse.delta.Numbers.N;
import static io.lakehouse.delta.Numbers.NUMBERS;
import static io.lakehouse.delta.Numbers.hundredAndFifty;
import static io.lakehouse.delta.Numbers.numbers;
import static io.lakehouse.delta.Restores.reopened;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A table holds a batch until another engine overwrites all of its rows. */
@ExtendWith(LakehouseFixture.class)
class OverwrittenBatchesIT {

    private static final Field<Integer> PART = Field.integer("part").required("half");
    private static final TableSpec PARTS = TableSpec.builder()
            .name("bronze", "parts")
            .addFields(N, PART)
            .addPartitionFields(PART)
            .build();

    private static LakehouseTable tenInTwoParts(Lakehouse lake) {
        LakehouseTable table = lake.table(PARTS);
        table.append("b1").execute(lake.spark().sql("SELECT id n, cast(id % 2 AS int) part FROM range(10)"));
        return table;
    }

    /** Of one of them. */
    private static DataFrameWriter<Row> overwrite(Lakehouse lake) {
        return lake.spark()
                .sql("SELECT 7L n, 1 part")
                .write()
                .format("delta")
                .mode("overwrite")
                .option("partitionOverwriteMode", "dynamic");
    }

    @Test
    void aTableThatAnotherEngineOverwroteHoldsNoBatch(Lakehouse lake) {
        LakehouseTable table = hundredAndFifty(lake);
        numbers(lake, 0, 1).write().format("delta").mode("overwrite").save(table.location());

        assertThat(table.append("b1").isDone()).isFalse();
        assertThat(reopened(lake).table(NUMBERS).append("b2").isDone()).isFalse();

        table.append("b1").execute(numbers(lake, 0, 100));
        assertThat(table.read().count()).isEqualTo(101);
    }

    @Test
    void soDoesOneThatWasEmptied(Lakehouse lake) {
        LakehouseTable table = hundredAndFifty(lake);
        lake.spark().sql("DELETE FROM delta.`" + table.location() + "`");

        assertThat(table.append("b1").isDone()).isFalse();
    }

    @Test
    void soDoesOneThatWasReplaced(Lakehouse lake) {
        LakehouseTable table = hundredAndFifty(lake);
        String name = "replaced_numbers";
        lake.spark().sql("CREATE TABLE " + name + " USING delta LOCATION '" + table.location() + "'");
        lake.spark()
                .sql("CREATE OR REPLACE TABLE " + name + " (n BIGINT NOT NULL COMMENT 'number') USING delta LOCATION '"
                        + table.location() + "'");
        lake.spark().sql("DROP TABLE " + name);
        assertThat(table.history(1)).extracting(TableCommit::operation).containsExactly("CREATE OR REPLACE TABLE");

        assertThat(table.append("b1").isDone()).isFalse();
        assertThat(reopened(lake).table(NUMBERS).append("b2").isDone()).isFalse();
    }

    @Test
    void soDoesOneThatACloneTookThePlaceOf(Lakehouse lake) {
        LakehouseTable table = hundredAndFifty(lake);
        LakehouseTable other = lake.table(
                TableSpec.builder().from(NUMBERS).name("silver", "numbers").build());
        other.append("b1").execute(numbers(lake, 0, 7));
        lake.spark().sql("DELETE FROM delta.`" + table.location() + "`");
        lake.spark()
                .sql("CREATE OR REPLACE TABLE delta.`" + table.location() + "` SHALLOW CLONE delta.`" + other.location()
                        + "`");

        assertThat(table.read().count()).isEqualTo(7);
        assertThat(table.append("b1").isDone()).isFalse();
    }

    @Test
    void aRowThatIsDeletedTakesNoBatchBack(Lakehouse lake) {
        LakehouseTable table = hundredAndFifty(lake);
        table.delete(N.atLeast(0L)).execute();
        assertThat(table.append("b1").isDone()).isTrue();
        lake.spark().sql("DELETE FROM delta.`" + table.location() + "` WHERE n >= 0");
        assertThat(table.append("b1").isDone()).isTrue();
    }

    @Test
    void anOverwriteOfSomePartitionsTakesNoBatchBack(Lakehouse lake) {
        LakehouseTable table = tenInTwoParts(lake);

        overwrite(lake).save(table.location());

        assertThat(table.read().count()).isEqualTo(6);
        assertThat(table.append("b1").isDone()).isTrue();
        assertThat(reopened(lake).table(PARTS).append("b1").isDone()).isTrue();
    }

    @Test
    void norDoesOneByTheNameOfTheTable(Lakehouse lake) {
        LakehouseTable table = tenInTwoParts(lake);
        lake.spark().sql("CREATE TABLE named_parts USING delta LOCATION '" + table.location() + "'");

        overwrite(lake).partitionBy("part").saveAsTable("named_parts");
        lake.spark().sql("DROP TABLE named_parts");

        assertThat(table.read().count()).isEqualTo(6);
        assertThat(table.append("b1").isDone()).isTrue();
    }

    @Test
    void aBatchThatCameWhileAllOthersWereOverwrittenIsThere(Lakehouse lake) throws IOException {
        LakehouseTable table = hundredAndFifty(lake);
        List<AddFile> overwritten = DeltaView.files(table);
        table.append("b3").execute(numbers(lake, 150, 160));
        // As an engine commits for which an append is no conflict.
        List<String> actions = new ArrayList<>(List.of("{\"commitInfo\":{\"timestamp\":1,\"operation\":\"WRITE\","
                + "\"operationParameters\":{\"mode\":\"Overwrite\"},\"readVersion\":2}}"));
        overwritten.forEach(file -> actions.add(file.remove().json()));
        Files.write(TableFolder.of(table).path().resolve("_delta_log/00000000000000000004.json"), actions);

        assertThat(table.read().count()).isEqualTo(10);
        for (Lakehouse each : List.of(lake, reopened(lake))) {
            assertThat(each.table(NUMBERS).append("b1").isDone()).isFalse();
            assertThat(each.table(NUMBERS).append("b3").isDone()).isTrue();
        }
    }
}
