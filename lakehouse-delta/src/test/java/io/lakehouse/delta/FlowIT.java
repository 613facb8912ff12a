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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.TableSpec;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A flow brings a table up to date with what changed in its source. */
@ExtendWith(LakehouseFixture.class)
class FlowIT {

    @Test
    void upsertsWhatChanged(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("eth", MONDAY, "2")));

        Optional<UpsertResult> result = Flow.from(source)
                .into(target)
                .upsert(verb -> verb.latestBy(INGESTED_AT), changed -> changed.filter("id = 'btc'"));

        assertThat(result).map(UpsertResult::rowsInserted).hasValue(1L);
        assertThat(contents(target)).containsExactly("btc " + MONDAY + " 1");
    }

    @Test
    void recomputesOnlyThePartitionsThatChanged(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("btc", TUESDAY, "2")));
        recompute(source, target);
        source.upsert().execute(rows(lake, price("eth", MONDAY, "3")));

        Optional<ReplaceResult> result = recompute(source, target);

        assertThat(result).map(ReplaceResult::rowsWritten).hasValue(1L);
        assertThat(counts(target)).containsExactly("2025-03-03 2", "2025-03-04 1");
    }

    @Test
    void recomputesFromAllRowsOfAChangedDayWhateverElseTheSourceIsPartitionedBy(Lakehouse lake) {
        LakehouseTable source = lake.table(TableSpec.builder()
                .from(PRICES)
                .addPartitionFields(Prices.ID)
                .zorderFields(List.of())
                .build());
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("eth", MONDAY, "2")));
        recompute(source, target);
        source.upsert().execute(rows(lake, price("ada", MONDAY, "3")));

        recompute(source, target);

        assertThat(counts(target)).containsExactly("2025-03-03 3");
    }

    @Test
    void changesThatLeaveAGapAreRefused(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        Flow.from(source).into(target).upsert(verb -> verb, changed -> changed);
        source.upsert().execute(rows(lake, price("eth", MONDAY, "1")));
        source.upsert().execute(rows(lake, price("btc", TUESDAY, "1")));
        TableChanges last = source.changesSince(2);

        assertThatThrownBy(() -> target.upsert().following(last).execute(last.rows()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot record these changes in gold.prices: they start after version 2, and it has followed"
                                + " the source to 1, so the versions in between would be lost. Use changesFor(...).");
    }

    @Test
    void flowsBetweenTheSameTablesNeedNames(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("eth", MONDAY, "2")));
        Flow flow = Flow.from(source).into(target);
        flow.upsert(verb -> verb, changed -> changed.filter("id = 'btc'"));

        assertThatThrownBy(() -> flow.upsert(verb -> verb, changed -> changed.filter("id = 'eth'")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot run this flow from silver.prices into gold.prices: this process has run a flow"
                        + " with another transformation between them, and both would share one position,"
                        + " so one of them would miss changes. Name one of them with named(...), or, if"
                        + " this flow replaces the other, run it once with rebuild().");
        assertThatThrownBy(() -> Flow.from(source)
                        .into(Lakehouse.on(lake.spark(), lake.warehouse()).table(TableChangesIT.FOLLOWER))
                        .recompute(PARTITION_DATE, PARTITION_DATE, changed -> changed))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a flow with another verb or other fields has run between them");

        assertThat(flow.named("eth").upsert(verb -> verb, changed -> changed.filter("id = 'eth'")))
                .map(UpsertResult::rowsInserted)
                .hasValue(1L);
        assertThat(flow.named("eth").changes().isEmpty()).isTrue();
        assertThat(contents(target)).containsExactly("btc " + MONDAY + " 1", "eth " + MONDAY + " 2");
    }

    @Test
    void aNameIsPlain(Lakehouse lake) {
        Flow flow = Flow.from(lake.table(PRICES)).into(lake.table(COUNTS));

        assertThatThrownBy(() -> flow.named("a b"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid name 'a b' of a flow from silver.prices into gold.counts: use letters, digits, '_',"
                                + " '-' and '.'.");
    }

    @Test
    void emptiesPartitionsThatTheSourceHasNoLonger(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("btc", TUESDAY, "2")));
        recompute(source, target);
        source.delete(PARTITION_DATE.is(LocalDate.parse("2025-03-03"))).execute();

        recompute(source, target);

        assertThat(counts(target)).containsExactly("2025-03-04 1");
    }

    @Test
    void doesNothingAndStartsNoJobWhenNothingChanged(Lakehouse lake) throws TimeoutException {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        recompute(source, target);
        AtomicInteger jobs = new AtomicInteger();
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                jobs.incrementAndGet();
            }
        };
        lake.spark().sparkContext().listenerBus().waitUntilEmpty();
        lake.spark().sparkContext().addSparkListener(listener);

        Optional<ReplaceResult> result = recompute(source, target);

        lake.spark().sparkContext().listenerBus().waitUntilEmpty();
        lake.spark().sparkContext().removeSparkListener(listener);
        assertThat(result).isEmpty();
        assertThat(jobs).hasValue(0);
        assertThat(target.state().version()).isEqualTo(1);
    }

    @Test
    void aRunThatCrashedBeforeItsCommitIsDoneAgain(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        UnaryOperator<Dataset<Row>> crash = changed -> {
            throw new IllegalStateException("crash");
        };
        assertThatThrownBy(() -> Flow.from(source).into(target).recompute(PARTITION_DATE, DAY, crash))
                .hasMessage("crash");

        recompute(source, target);

        assertThat(counts(target)).containsExactly("2025-03-03 1");
    }

    @Test
    void ofTwinsThatRunAtOnceOneHasAnEffect(Lakehouse lake) throws Exception {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Optional<ReplaceResult>>> twins = new ArrayList<>();
            for (int twin = 0; twin < 2; twin++) {
                twins.add(threads.submit(() -> {
                    start.await();
                    return recompute(source, target);
                }));
            }
            for (Future<Optional<ReplaceResult>> twin : twins) {
                twin.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(counts(target)).containsExactly("2025-03-03 1");
        assertThat(target.state().version()).isEqualTo(1);
    }
}
