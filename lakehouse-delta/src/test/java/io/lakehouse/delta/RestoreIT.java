package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.Option;

/**
 * What a table remembers - batches it holds, how far it has followed another - holds only as long as the commit that
 * brought it is part of what the table is now.
 */
@ExtendWith(LakehouseFixture.class)
class RestoreIT {

    private static final String MONDAY = "2025-03-03T12:00:00Z";
    private static final String TUESDAY = "2025-03-04T12:00:00Z";

    private static final Field<Long> N = Field.bigint("n").required("number");
    private static final TableSpec NUMBERS =
            TableSpec.builder().name("bronze", "numbers").addFields(N).build();

    private static final Field<LocalDate> DAY = Field.date("day").required("UTC");
    private static final TableSpec COUNTS = TableSpec.builder()
            .name("gold", "counts")
            .addFields(DAY, Field.bigint("prices").required("how many"))
            .addKeyFields(DAY)
            .build();

    /** How a table is put back. */
    private enum How {
        BY_VERSION {
            @Override
            void restore(LakehouseTable table, long version) {
                delta(table).restoreToVersion(version);
            }
        },
        BY_TIME {
            @Override
            void restore(LakehouseTable table, long version) {
                String time = table.history(100).stream()
                        .filter(commit -> commit.version() == version)
                        .map(commit -> commit.timestamp().toString())
                        .findFirst()
                        .orElseThrow();
                delta(table).restoreToTimestamp(time);
            }
        };

        abstract void restore(LakehouseTable table, long version);
    }

    private static DeltaTable delta(LakehouseTable table) {
        return DeltaTable.forPath(table.callers(), table.location());
    }

    /** The same tables as another process would see them. */
    private static Lakehouse reopened(Lakehouse lake) {
        DeltaLog.clearCache();
        return Lakehouse.on(lake.spark(), lake.warehouse());
    }

    private static Dataset<Row> numbers(Lakehouse lake, long from, long to) {
        return lake.spark().range(from, to).toDF("n");
    }

    private static LakehouseTable hundredAndFifty(Lakehouse lake) {
        LakehouseTable table = lake.table(NUMBERS);
        table.append("b1").execute(numbers(lake, 0, 100));
        table.append("b2").execute(numbers(lake, 100, 150));
        return table;
    }

    private static void checkpoint(LakehouseTable table) {
        table.log().checkpoint(table.snapshot(), Option.empty());
    }

    private static Optional<ReplaceResult> recompute(LakehouseTable source, LakehouseTable target) {
        return Flow.from(source)
                .into(target)
                .recompute(
                        PARTITION_DATE,
                        DAY,
                        days -> days.groupBy(PARTITION_DATE.col().as("day"))
                                .agg(count(lit(1)).as("prices")));
    }

    private static Optional<UpsertResult> upsert(LakehouseTable source, LakehouseTable target) {
        return Flow.from(source).into(target).upsert(verb -> verb.latestBy(INGESTED_AT), changed -> changed);
    }

    private static List<String> counts(LakehouseTable target) {
        return target.read().orderBy(DAY.col()).collectAsList().stream()
                .map(row -> row.getDate(0) + " " + row.getLong(1))
                .toList();
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
        checkpoint(table);

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
        Field<Integer> part = Field.integer("part").required("half");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("bronze", "parts")
                .addFields(N, part)
                .addPartitionFields(part)
                .build());
        table.append("b1").execute(lake.spark().sql("SELECT id n, cast(id % 2 AS int) part FROM range(10)"));

        lake.spark()
                .sql("SELECT 7L n, 1 part")
                .write()
                .format("delta")
                .mode("overwrite")
                .option("partitionOverwriteMode", "dynamic")
                .save(table.location());

        assertThat(table.read().count()).isEqualTo(6);
        assertThat(table.append("b1").isDone()).isTrue();
        assertThat(reopened(lake).table(table.spec()).append("b1").isDone()).isTrue();
    }

    @Test
    void norDoesOneByTheNameOfTheTable(Lakehouse lake) {
        Field<Integer> part = Field.integer("part").required("half");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("bronze", "named_parts")
                .addFields(N, part)
                .addPartitionFields(part)
                .build());
        table.append("b1").execute(lake.spark().sql("SELECT id n, cast(id % 2 AS int) part FROM range(10)"));
        lake.spark().sql("CREATE TABLE named_parts USING delta LOCATION '" + table.location() + "'");

        lake.spark()
                .sql("SELECT 7L n, 1 part")
                .write()
                .format("delta")
                .mode("overwrite")
                .option("partitionOverwriteMode", "dynamic")
                .partitionBy("part")
                .saveAsTable("named_parts");
        lake.spark().sql("DROP TABLE named_parts");

        assertThat(table.read().count()).isEqualTo(6);
        assertThat(table.append("b1").isDone()).isTrue();
    }

    @Test
    void aBatchThatCameWhileAllOthersWereOverwrittenIsThere(Lakehouse lake) throws IOException {
        LakehouseTable table = hundredAndFifty(lake);
        List<AddFile> overwritten = table.files().of(table.snapshot());
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
    void aPositionThatWasReachedWhileAllWasDeletedIsNone(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("a", MONDAY, "1")));
        upsert(source, target);
        source.upsert().execute(rows(lake, price("b", TUESDAY, "1")));
        FaultyLogStore.beforeNext(
                target.location() + "/_delta_log/",
                () -> lake.spark().sql("DELETE FROM delta.`" + target.location() + "`"));
        upsert(source, target);

        assertThat(contents(target)).containsExactly("b " + TUESDAY + " 1");
        upsert(source, target);

        assertThat(contents(target)).isEqualTo(contents(source));
    }

    @Test
    void whatTheLogNoLongerTellsIsAskedFor(Lakehouse lake) throws IOException {
        LakehouseTable table = hundredAndFifty(lake);
        delta(table).restoreToVersion(1);
        numbers(lake, 0, 1).write().format("delta").mode("append").save(table.location());
        checkpoint(table);
        Path log = Path.of(table.location().substring("file://".length()), "_delta_log");
        for (int version = 0; version <= 3; version++) {
            Files.delete(log.resolve(String.format("%020d.json", version)));
        }

        LakehouseTable theirs = reopened(lake).table(NUMBERS);

        assertThatThrownBy(() -> theirs.append("b2").execute(numbers(lake, 100, 150)))
                .isExactlyInstanceOf(UnknownOutcomeException.class)
                .hasMessage(
                        "Cannot tell whether bronze.numbers holds batch b2: it was recorded once, and the log no longer"
                                + " shows whether the table was restored since. Look for its rows: if they are there, say so by"
                                + " append(...).markDone(); if not, append them under another name.");
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
        checkpoint(table);
        Path log = Path.of(table.location().substring("file://".length()), "_delta_log");
        for (int version = 0; version <= 3; version++) {
            Files.delete(log.resolve(String.format("%020d.json", version)));
        }

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

    @Test
    void aTargetThatWasRestoredIsRecomputedFromThere(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        recompute(source, target);
        source.upsert().execute(rows(lake, price("eth", MONDAY, "1"), price("btc", TUESDAY, "1")));
        recompute(source, target);
        assertThat(counts(target)).containsExactly("2025-03-03 2", "2025-03-04 1");

        How.BY_TIME.restore(target, 1);
        assertThat(source.changesFor(target).since()).hasValue(1);
        recompute(source, target);

        assertThat(counts(target)).containsExactly("2025-03-03 2", "2025-03-04 1");
        assertThat(recompute(source, target)).isEmpty();
        assertThat(recompute(reopened(lake).table(PRICES), reopened(lake).table(COUNTS)))
                .isEmpty();
    }

    @Test
    void soIsOneThatIsUpsertedInto(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        upsert(source, target);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "2"), price("btc", TUESDAY, "1")));
        upsert(source, target);

        How.BY_VERSION.restore(target, 1);
        How.BY_VERSION.restore(target, 0);
        Lakehouse theirs = reopened(lake);
        upsert(theirs.table(PRICES), theirs.table(TableChangesIT.FOLLOWER));

        assertThat(contents(target)).isEqualTo(contents(source));
        assertThat(upsert(source, target)).isEmpty();
    }

    @Test
    void aSourceThatWasAheadAtTheMomentOfTheRestoreIsFollowedAgain(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("a", MONDAY, "1")));
        upsert(source, target);
        source.upsert().execute(rows(lake, price("b", TUESDAY, "1")));
        upsert(source, target);
        source.upsert().execute(rows(lake, price("c", TUESDAY, "1")));
        upsert(source, target);

        How.BY_VERSION.restore(source, 2);
        How.BY_VERSION.restore(target, 1);
        upsert(source, target);

        assertThat(contents(target)).containsExactly("a " + MONDAY + " 1", "b " + TUESDAY + " 1");
    }

    @Test
    void aTargetThatAnotherEngineEmptiedIsRecomputedAsAWhole(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("btc", TUESDAY, "1")));
        recompute(source, target);
        lake.spark().sql("DELETE FROM delta.`" + target.location() + "`");

        recompute(source, target);

        assertThat(counts(target)).containsExactly("2025-03-03 1", "2025-03-04 1");
    }

    @Test
    void aTargetOfWhichTheLogNoLongerTellsIsRecomputedAsAWhole(Lakehouse lake) throws IOException {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("btc", TUESDAY, "1")));
        recompute(source, target);
        source.delete(PARTITION_DATE.is(LocalDate.parse("2025-03-03"))).execute();
        recompute(source, target);
        delta(target).restoreToVersion(1);
        lake.spark().sql("UPDATE delta.`" + target.location() + "` SET prices = 7");
        checkpoint(target);
        Path log = Path.of(target.location().substring("file://".length()), "_delta_log");
        for (int version = 0; version <= 3; version++) {
            Files.delete(log.resolve(String.format("%020d.json", version)));
        }

        Lakehouse theirs = reopened(lake);
        TableChanges changes = theirs.table(PRICES).changesFor(theirs.table(COUNTS));
        recompute(theirs.table(PRICES), theirs.table(COUNTS));

        assertThat(changes.reason())
                .isEqualTo("nothing tells whether gold.counts was restored since it recorded its position");
        assertThat(counts(target)).containsExactly("2025-03-04 1");
        assertThat(recompute(source, target)).isEmpty();
    }

    @Test
    void aFlowIsRebuiltOnRequest(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("btc", TUESDAY, "1")));
        recompute(source, target);
        lake.spark().sql("UPDATE delta.`" + target.location() + "` SET prices = 7");
        lake.spark().sql("INSERT INTO delta.`" + target.location() + "` VALUES (DATE'2025-03-05', 7)");

        Optional<ReplaceResult> rebuilt = Flow.from(source)
                .into(target)
                .rebuild()
                .recompute(
                        PARTITION_DATE,
                        DAY,
                        days -> days.groupBy(PARTITION_DATE.col().as("day"))
                                .agg(count(lit(1)).as("prices")));

        assertThat(rebuilt).map(ReplaceResult::rowsWritten).hasValue(2L);
        assertThat(counts(target)).containsExactly("2025-03-03 1", "2025-03-04 1");
        assertThat(source.changesFor(target).isEmpty()).isTrue();
    }

    @Test
    void aFlowFromASourceThatIsEmptyNowEmptiesItsTarget(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        lake.spark().sql("INSERT INTO delta.`" + target.location() + "` VALUES (DATE'2025-03-05', 7)");

        recompute(source, target);

        assertThat(counts(target)).isEmpty();
    }
}
