package io.lakehouse.delta;

import static io.lakehouse.delta.DailyCounts.COUNTS;
import static io.lakehouse.delta.DailyCounts.DAY;
import static io.lakehouse.delta.DailyCounts.MONDAY;
import static io.lakehouse.delta.DailyCounts.TUESDAY;
import static io.lakehouse.delta.DailyCounts.counts;
import static io.lakehouse.delta.DailyCounts.recompute;
import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static io.lakehouse.delta.Restores.delta;
import static io.lakehouse.delta.Restores.reopened;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.delta.Restores.How;
import io.lakehouse.delta.storage.FaultyLogStore;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A table has followed another only as far as the commits that say so are part of what it is now. */
@ExtendWith(LakehouseFixture.class)
class RestoredFlowsIT {

    private static Optional<UpsertResult> upsert(LakehouseTable source, LakehouseTable target) {
        return Flow.from(source).into(target).upsert(verb -> verb.latestBy(INGESTED_AT), changed -> changed);
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
        Restores.forgetCommits(target, 3);

        Lakehouse theirs = reopened(lake);
        TableChanges changes = theirs.table(PRICES).changesFor(theirs.table(COUNTS));
        recompute(theirs.table(PRICES), theirs.table(COUNTS));

        assertThat(changes.reason())
                .isEqualTo("it is unknown whether gold.counts was restored since it recorded its position");
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

        Optional<ReplaceResult> rebuilt =
                Flow.from(source).into(target).rebuild().recompute(PARTITION_DATE, DAY, DailyCounts::counted);

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
