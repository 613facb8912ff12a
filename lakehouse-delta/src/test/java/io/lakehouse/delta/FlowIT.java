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

import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
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

@ExtendWith(LakehouseFixture.class)
class FlowIT {

    private static final String MONDAY = "2025-03-03T12:00:00Z";
    private static final String TUESDAY = "2025-03-04T12:00:00Z";

    private static final Field<LocalDate> DAY = Field.date("day").required("UTC");
    private static final TableSpec COUNTS = TableSpec.builder()
            .name("gold", "counts")
            .addFields(DAY, Field.bigint("prices").required("how many"))
            .addKeyFields(DAY)
            .build();

    private static Dataset<Row> counted(Dataset<Row> prices) {
        return prices.groupBy(PARTITION_DATE.col().as("day")).agg(count(lit(1)).as("prices"));
    }

    private static Optional<ReplaceResult> run(LakehouseTable source, LakehouseTable target) {
        return Flow.from(source).into(target).recompute(PARTITION_DATE, DAY, FlowIT::counted);
    }

    private static List<String> counts(LakehouseTable target) {
        return target.read().orderBy(DAY.col()).collectAsList().stream()
                .map(row -> row.getDate(0) + " " + row.getLong(1))
                .toList();
    }

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
        run(source, target);
        source.upsert().execute(rows(lake, price("eth", MONDAY, "3")));

        Optional<ReplaceResult> result = run(source, target);

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
        run(source, target);
        source.upsert().execute(rows(lake, price("ada", MONDAY, "3")));

        run(source, target);

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
    void emptiesPartitionsThatTheSourceHasNoLonger(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("btc", TUESDAY, "2")));
        run(source, target);
        source.delete(PARTITION_DATE.is(LocalDate.parse("2025-03-03"))).execute();

        run(source, target);

        assertThat(counts(target)).containsExactly("2025-03-04 1");
    }

    @Test
    void tablesThatShareAFlowFollowTheSameVersion(Lakehouse lake) {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable counts = lake.table(COUNTS);
        LakehouseTable copy = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1"), price("eth", TUESDAY, "2")));

        SharedFlow shared = Flow.from(source).sharedBy(List.of(counts, copy));
        assertThat(shared.changes().rowCount()).isEqualTo(2);
        shared.into(counts).recompute(PARTITION_DATE, DAY, FlowIT::counted);
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
        run(source, counts);
        source.upsert().execute(rows(lake, price("eth", TUESDAY, "2")));

        SharedFlow shared = Flow.from(source).sharedBy(List.of(counts, copy));
        assertThat(shared.into(counts).recompute(PARTITION_DATE, DAY, FlowIT::counted))
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

    @Test
    void doesNothingAndStartsNoJobWhenNothingChanged(Lakehouse lake) throws TimeoutException {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(COUNTS);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        run(source, target);
        AtomicInteger jobs = new AtomicInteger();
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                jobs.incrementAndGet();
            }
        };
        lake.spark().sparkContext().listenerBus().waitUntilEmpty();
        lake.spark().sparkContext().addSparkListener(listener);

        Optional<ReplaceResult> result = run(source, target);

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

        run(source, target);

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
                    return run(source, target);
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
