package io.lakehouse.delta;

import static io.lakehouse.delta.DailyCounts.COUNTS;
import static io.lakehouse.delta.DailyCounts.DAY;
import static io.lakehouse.delta.DailyCounts.MONDAY;
import static io.lakehouse.delta.DailyCounts.TUESDAY;
import static io.lakehouse.delta.DailyCounts.counts;
import static io.lakehouse.delta.DailyCounts.recompute;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.UpsertResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Flows that share a look at their source see the same version of it. */
@ExtendWith(LakehouseFixture.class)
class SharedFlowIT {

    @Test
    void namedFlowsShareTheLookAtTheirSource(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("eth", MONDAY, "2")));
        SharedFlow shared = Flow.from(source).sharedBy(List.of(target));
        source.upsert().execute(rows(lake, price("btc", MONDAY, "3")));

        shared.into(target).named("btc").upsert(verb -> verb, changed -> changed.filter("id = 'btc'"));
        shared.into(target).named("eth").upsert(verb -> verb, changed -> changed.filter("id = 'eth'"));

        assertThat(contents(target)).containsExactly("btc " + MONDAY + " 1", "eth " + MONDAY + " 2");
        assertThat(Flow.from(source).into(target).named("btc").changes().since())
                .hasValue(1);
    }

    @Test
    void tablesThatShareAFlowFollowTheSameVersion(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable counts = lake.table(COUNTS);
        LakehouseTable copy = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("eth", TUESDAY, "2")));

        SharedFlow shared = Flow.from(source).sharedBy(List.of(counts, copy));
        assertThat(shared.changes().rowCount()).isEqualTo(2);
        shared.into(counts).recompute(PARTITION_DATE, DAY, DailyCounts::counted);
        source.upsert().execute(rows(lake, price("ada", TUESDAY, "3")));
        shared.into(copy).upsert(verb -> verb, changed -> changed);

        assertThat(counts(counts)).containsExactly("2025-03-03 1", "2025-03-04 1");
        assertThat(contents(copy)).containsExactly("btc " + MONDAY + " 1", "eth " + TUESDAY + " 2");
    }

    @Test
    void aTableThatIsBehindTheOthersGetsWhatItLacks(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable counts = lake.table(COUNTS);
        LakehouseTable copy = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        recompute(source, counts);
        source.upsert().execute(rows(lake, price("eth", TUESDAY, "2")));

        SharedFlow shared = Flow.from(source).sharedBy(List.of(counts, copy));
        assertThat(shared.into(counts).recompute(PARTITION_DATE, DAY, DailyCounts::counted))
                .map(ReplaceResult::rowsWritten)
                .hasValue(1L);
        assertThat(shared.into(copy).upsert(verb -> verb, changed -> changed))
                .map(UpsertResult::rowsInserted)
                .hasValue(2L);

        assertThat(counts(counts)).containsExactly("2025-03-03 1", "2025-03-04 1");
        assertThat(source.changesFor(counts).isEmpty()).isTrue();
        assertThat(source.changesFor(copy).isEmpty()).isTrue();
    }

    @Test
    void aTableThatDoesNotShareTheFlowIsRefused(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable counts = lake.table(COUNTS);
        LakehouseTable copy = lake.table(TableChangesIT.FOLLOWER);

        SharedFlow shared = Flow.from(source).sharedBy(List.of(counts));
        assertThatThrownBy(() -> shared.into(copy))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown target gold.prices of the flow from silver.prices: it is not one of the tables"
                        + " given to sharedBy(...).");
        assertThatThrownBy(() -> Flow.from(source).sharedBy(List.of()))
                .hasMessage("Invalid flow from silver.prices: it has no target tables; name at least one.");
    }
}
