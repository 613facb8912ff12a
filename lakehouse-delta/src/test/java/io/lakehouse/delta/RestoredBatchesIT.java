package io.lakehouse.delta;

import static io.lakehouse.delta.Numbers.NUMBERS;
import static io.lakehouse.delta.Numbers.hundredAndFifty;
import static io.lakehouse.delta.Numbers.numbers;
import static io.lakehouse.delta.Restores.delta;
import static io.lakehouse.delta.Restores.reopened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Restores.How;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
    void whatTheLogNoLongerTellsIsAskedFor(Lakehouse lake) throws IOException {
        LakehouseTable table = hundredAndFifty(lake);
        delta(table).restoreToVersion(1);
        numbers(lake, 0, 1).write().format("delta").mode("append").save(table.location());
        Restores.forgetCommits(table, 3);

        LakehouseTable theirs = reopened(lake).table(NUMBERS);

        assertThatThrownBy(() -> theirs.append("b2").execute(numbers(lake, 100, 150)))
                .isExactlyInstanceOf(UnknownOutcomeException.class)
                .hasMessage("Cannot tell whether bronze.numbers contains batch b2: it was recorded once, and the log no"
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
