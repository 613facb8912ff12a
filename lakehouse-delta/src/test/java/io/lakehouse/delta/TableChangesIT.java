package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.ExpiredChangesException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class TableChangesIT {

    static final TableSpec FOLLOWER = TableSpec.builder()
            .name("gold", "prices")
            .addFields(ID, LAST_UPDATED, PRICE, INGESTED_AT, PARTITION_DATE)
            .addKeyFields(ID, LAST_UPDATED)
            .addPartitionFields(PARTITION_DATE)
            .build();

    private static final String MONDAY = "2025-03-03T12:00:00Z";
    private static final String TUESDAY = "2025-03-04T12:00:00Z";

    @Test
    void firstTimeAllPartitionsArePending(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("btc", TUESDAY, "2")));

        TableChanges changes = source.changesFor(lake.table(FOLLOWER));

        assertThat(changes.values(PARTITION_DATE))
                .containsExactlyInAnyOrder(LocalDate.parse("2025-03-03"), LocalDate.parse("2025-03-04"));
        assertThat(changes.since()).isEmpty();
    }

    @Test
    void afterFollowingNothingIsPending(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable follower = lake.table(FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));

        follow(source, follower);

        assertThat(source.changesFor(follower).isEmpty()).isTrue();
        assertThat(contents(follower)).containsExactly("btc " + MONDAY + " 1");
    }

    @Test
    void onlyChangedPartitionsArePending(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable follower = lake.table(FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("btc", TUESDAY, "2")));
        follow(source, follower);

        source.upsert().execute(rows(lake, price("eth", MONDAY, "3")));

        TableChanges changes = source.changesFor(follower);
        assertThat(changes.values(PARTITION_DATE)).containsExactly(LocalDate.parse("2025-03-03"));
        assertThat(changes.rows().count()).isEqualTo(2);
    }

    @Test
    void partitionsThatBecameEmptyArePending(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable follower = lake.table(FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        follow(source, follower);

        source.replace(PARTITION_DATE.is(LocalDate.parse("2025-03-03"))).execute(rows(lake.spark(), List.of()));

        TableChanges changes = source.changesFor(follower);
        assertThat(changes.values(PARTITION_DATE)).containsExactly(LocalDate.parse("2025-03-03"));
        assertThat(changes.rows().isEmpty()).isTrue();
    }

    @Test
    void recordsThePositionEvenWhenTheFollowerHoldsTheRowsAlready(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable follower = lake.table(FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        follower.upsert().execute(rows(lake, price("btc", MONDAY, "1")));

        UpsertResult result = follow(source, follower);

        assertThat(result)
                .extracting(UpsertResult::committed, UpsertResult::filesAdded)
                .containsExactly(true, 0L);
        assertThat(source.changesFor(follower).isEmpty()).isTrue();
    }

    @Test
    void theSameChangesAreFollowedOnce(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable follower = lake.table(FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        TableChanges changes = source.changesFor(follower);
        follower.upsert().following(changes).execute(changes.rows());

        UpsertResult twin = follower.upsert().following(changes).execute(changes.rows());

        assertThat(twin.committed()).isFalse();
        assertThat(follower.state().version()).isEqualTo(1);
    }

    @Test
    void withoutAPositionTheFollowersOwnPartitionsArePendingToo(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable follower = lake.table(FOLLOWER);
        follower.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        source.upsert().execute(rows(lake, price("btc", TUESDAY, "2")));

        assertThat(source.changesFor(follower).values(PARTITION_DATE))
                .containsExactlyInAnyOrder(LocalDate.parse("2025-03-03"), LocalDate.parse("2025-03-04"));
    }

    @Test
    void saysThatTheLogNoLongerReachesBack(Lakehouse lake) throws IOException {
        TableSpec spec = TableSpec.builder()
                .from(PRICES)
                .addProperties(DeltaProperties.CHECKPOINT_INTERVAL.of(2L))
                .build();
        try (Lakehouse writer = Lakehouse.on(lake.spark(), lake.warehouse())) { // waits for the checkpoint
            for (int price = 1; price <= 3; price++) {
                writer.table(spec).upsert().execute(rows(lake, price("btc", MONDAY, "" + price)));
            }
        }
        LakehouseTable source = lake.table(spec);
        Path log = Path.of(source.location().substring("file://".length()), "_delta_log");
        Files.delete(log.resolve("00000000000000000000.json"));
        Files.delete(log.resolve("00000000000000000001.json"));

        assertThat(source.changesSince(2).values(PARTITION_DATE)).containsExactly(LocalDate.parse("2025-03-03"));
        assertThatThrownBy(() -> source.changesSince(0))
                .isExactlyInstanceOf(ExpiredChangesException.class)
                .hasMessage("Cannot tell what changed in silver.prices since version 0: its log no longer holds every"
                        + " commit since then. Read all rows instead, or keep the log longer"
                        + " (DeltaProperties.LOG_RETENTION).");
    }

    @Test
    void refusesAVersionThatTheTableDoesNotHave(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);

        assertThatThrownBy(() -> source.changesSince(7))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown version 7 of silver.prices: its versions are 0 to 0.");
        assertThatThrownBy(() -> source.readVersion(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown version -1 of silver.prices: its versions are 0 to 0.");
    }

    @Test
    void readsOlderVersions(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        source.upsert().execute(rows(lake, price("eth", MONDAY, "1")));

        assertThat(source.readVersion(1).count()).isEqualTo(1);
        assertThat(source.readAsOf(source.history(1).get(0).timestamp()).count())
                .isEqualTo(2);
    }

    @Test
    void afterTheLastCommitTheLatestVersionIsRead(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));

        assertThat(source.readAsOf(Instant.now()).count()).isEqualTo(1);
        assertThat(source.readAsOf(Instant.now().plus(Duration.ofDays(1))).count())
                .isEqualTo(1);
    }

    @Test
    void refusesAnInstantBeforeTheFirstVersion(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        Instant first = source.history(1).get(0).timestamp();

        assertThat(source.readAsOf(first).count()).isZero();
        assertThatThrownBy(() -> source.readAsOf(first.minusMillis(1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown version of silver.prices at " + first.minusMillis(1)
                        + ": the first version that its log still contains is 0, committed at " + first + ".");
    }

    private static UpsertResult follow(LakehouseTable source, LakehouseTable follower) {
        TableChanges changes = source.changesFor(follower);
        return follower.upsert().following(changes).execute(changes.rows());
    }
}
