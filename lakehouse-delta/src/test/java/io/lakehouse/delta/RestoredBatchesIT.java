package io.lakehouse.delta;

import static io.lakehouse.delta.Restores.delta;
import static io.lakehouse.delta.Restores.reopened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Restores.How;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A batch counts as held only as long as the commit that brought it is part of what the table is now. */
@ExtendWith(LakehouseFixture.class)
class RestoredBatchesIT {

    private static final Field<Long> N = Field.bigint("n").required("number");
    private static final TableSpec NUMBERS =
            TableSpec.builder().name("bronze", "numbers").addFields(N).build();

    private static final Field<Integer> PART = Field.integer("part").required("half");
    private static final TableSpec PARTS = TableSpec.builder()
            .name("bronze", "parts")
            .addFields(N, PART)
            .addPartitionFields(PART)
            .build();

    private static Dataset<Row> numbers(Lakehouse lake, long from, long to) {
        return lake.spark().range(from, to).toDF("n");
    }

    private static LakehouseTable hundredAndFifty(Lakehouse lake) {
        LakehouseTable table = lake.table(NUMBERS);
        table.append("b1").execute(numbers(lake, 0, 100));
        table.append("b2").execute(numbers(lake, 100, 150));
        return table;
    }

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

    @ParameterizedTest
    @EnumSource
    void aBatchThatWasTakenBackIsAppendedAgain(How how, Lakehouse lake) {
        LakehouseTable table = hundredAndFifty(lake);

        how.restore(table, 1);

        assertThat(table.append("b1").isDone()).isTrue();
        assertThat(table.append("b2").isDone()).isFalse();
        assertThat(table.append("b1").execute(numbers(lake, 0, 100)).committed())
                .isFalse();
        assertThat(table.append("b2").execute(numbers(lake, 100, 150)).committed())
                .isTrue();
        assertThat(table.append("b2").execute(numbers(lake, 100, 150)).committed())
                .isFalse();
        assertThat(table.read().count()).isEqualTo(150);
    }

    @Test
    void soDoesAnotherProcess(Lakehouse lake) {
        LakehouseTable table = hundredAndFifty(lake);
        How.BY_VERSION.restore(table, 1);
        DeltaView.checkpoint(table);

        LakehouseTable theirs = reopened(lake).table(NUMBERS);

        assertThat(theirs.append("b2").execute(numbers(lake, 100, 150)).committed())
                .isTrue();
        assertThat(reopened(lake).table(NUMBERS).append("b2").isDone()).isTrue();
        assertThat(theirs.read().count()).isEqualTo(150);
    }

    @ParameterizedTest
    @EnumSource
    void aRestoreOfARestoreBringsBackWhatTheFirstTookAway(How how, Lakehouse lake) {
        LakehouseTable table = hundredAndFifty(lake);
        how.restore(table, 1);
        how.restore(table, 2);

        assertThat(table.append("b2").isDone()).isTrue();
        assertThat(reopened(lake).table(NUMBERS).append("b2").isDone()).isTrue();
    }

    @Test
    void soItDoesWhenTheTableWasWrittenToInBetween(Lakehouse lake) {
        LakehouseTable table = hundredAndFifty(lake);
        How.BY_VERSION.restore(table, 1);
        table.append("b3").execute(numbers(lake, 150, 160));

        How.BY_VERSION.restore(table, 2);

        for (Lakehouse each : List.of(lake, reopened(lake))) {
            assertThat(each.table(NUMBERS).append("b2").isDone()).isTrue();
            assertThat(each.table(NUMBERS).append("b3").isDone()).isFalse();
        }
        table.append("b3").execute(numbers(lake, 150, 160));
        assertThat(table.read().count()).isEqualTo(160);
    }

    @Test
    void twoRestoresInARowCountAsTheLast(Lakehouse lake) {
        LakehouseTable table = hundredAndFifty(lake);
        How.BY_VERSION.restore(table, 1);
        How.BY_VERSION.restore(table, 0);

        assertThat(table.append("b1").isDone()).isFalse();
        assertThat(table.append("b2").isDone()).isFalse();
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

    @Test
    void whatTheLogNoLongerTellsIsAskedFor(Lakehouse lake) throws IOException {
        LakehouseTable table = hundredAndFifty(lake);
        delta(table).restoreToVersion(1);
        numbers(lake, 0, 1).write().format("delta").mode("append").save(table.location());
        Restores.forgetCommits(table, 3);

        LakehouseTable theirs = reopened(lake).table(NUMBERS);

        assertThatThrownBy(() -> theirs.append("b2").execute(numbers(lake, 100, 150)))
                .isExactlyInstanceOf(UnknownOutcomeException.class)
                .hasMessage("Cannot tell whether bronze.numbers holds batch b2: it was recorded once, and the log no"
                        + " longer shows whether the table has been restored since. Check for its rows: if"
                        + " the table contains them, call append(...).markDone(); if not, append them"
                        + " under another name.");
        assertThat(theirs.append("b3").execute(numbers(lake, 150, 160)).committed())
                .isTrue();
        assertThat(reopened(lake).table(NUMBERS).append("b3").isDone()).isTrue();
        assertThatThrownBy(() -> theirs.append("b1").isDone()).isInstanceOf(UnknownOutcomeException.class);
        theirs.append("b1").markDone();
        assertThat(reopened(lake).table(NUMBERS).append("b1").isDone()).isTrue();
    }

    @Test
    void aLogThatEndsBehindTheLastCommitOfAVerbIsNotAskedFor(Lakehouse lake) throws IOException {
        LakehouseTable table = hundredAndFifty(lake);
        delta(table).restoreToVersion(1);
        table.append("b3").execute(numbers(lake, 150, 160));
        Restores.forgetCommits(table, 3);

        LakehouseTable theirs = reopened(lake).table(NUMBERS);

        assertThat(theirs.append("b1").isDone()).isTrue();
        assertThat(theirs.append("b2").isDone()).isFalse();
        assertThat(theirs.append("b3").isDone()).isTrue();
    }

    @Test
    void aStreamOfDeltasOwnIsLeftAlone(Lakehouse lake, @TempDir Path folder) throws Exception {
        LakehouseTable table = lake.table(NUMBERS);
        table.append("b1").execute(numbers(lake, 0, 100));
        LakehouseTable source = lake.table(
                TableSpec.builder().from(NUMBERS).name("silver", "numbers").build());
        source.append("s1").execute(numbers(lake, 200, 210));
        stream(lake, source, table, folder);
        table.append("b2").execute(numbers(lake, 100, 150));

        delta(table).restoreToVersion(2);
        source.append("s2").execute(numbers(lake, 210, 220));
        stream(lake, source, table, folder);
        table.append("b2").execute(numbers(lake, 100, 150));
        stream(lake, source, table, folder);

        assertThat(table.read().count()).isEqualTo(100 + 20 + 50);
    }

    private static void stream(Lakehouse lake, LakehouseTable source, LakehouseTable target, Path folder)
            throws Exception {
        StreamingQuery query = lake.spark()
                .readStream()
                .format("delta")
                .load(source.location())
                .writeStream()
                .format("delta")
                .option("checkpointLocation", folder.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start(target.location());
        query.awaitTermination();
    }
}
