package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.TableState;
import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.gold.GoldTable;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.market.RecordedPayload;
import io.lakehouse.crypto.silver.QuarantinedPrices;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.crypto.stage.Progress;
import io.lakehouse.crypto.stage.StageReport;
import io.lakehouse.delta.Flow;
import io.lakehouse.delta.Lakehouse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs leave in the tables, in whatever order they come and wherever they end. */
@InterpretedQueries
class PipelineRunsIT extends PipelineScenario {

    /** The tables after undisturbed runs on Monday and Tuesday. */
    private static Map<String, List<String>> undisturbed = Map.of();

    @BeforeAll
    static void runUndisturbed() {
        ingest(session(), day(MONDAY));
        ingest(session(), day(TUESDAY));
        undisturbed = contents(session());
    }

    @Test
    void runsOfOneDayKeepEverySnapshot() {
        Lakehouse lake = lake("one by one");

        for (Payload payload : day(MONDAY)) {
            ingest(lake, List.of(payload));
        }

        Map<String, List<String>> contents = contents(lake);
        assertThat(contents.get("silver.crypto_prices")).hasSize(4 * COINS);
        assertThat(contents.get("silver.crypto_prices_quarantine")).hasSize(2);
        assertThat(contents.get("gold.coin_daily")).hasSize(COINS);
        ingest(lake("at once"), day(MONDAY));
        assertThat(contents).isEqualTo(contents(lake("at once")));
    }

    @Test
    void theSameBatchesAgainChangeNothing() {
        Lakehouse lake = lake("again");
        List<TableState> before = ingest(lake, day(MONDAY)).states();

        Pipeline again = ingest(lake, day(MONDAY));

        assertThat(again.states()).isEqualTo(before);
        assertThat(again.reports())
                .extracting(StageReport::outcome)
                .extracting(outcome -> outcome.rowsIn() + " " + outcome.rowsOut() + " " + outcome.rowsUnchanged())
                .containsExactly("50 0 50", "0 0 0", "0 0 0");
    }

    @Test
    void daysInAnyOrderGiveTheSameTables() {
        Lakehouse lake = lake("out of order");
        List<Payload> monday = day(MONDAY);

        ingest(lake, monday.subList(3, 5));
        ingest(lake, day(TUESDAY));
        ingest(lake, monday.subList(0, 3));

        assertThat(contents(lake)).isEqualTo(undisturbed);
    }

    /** How far the run on Tuesday came before it was killed: each step is a commit. */
    enum Killed {
        AFTER_BRONZE,
        BETWEEN_QUARANTINE_AND_SILVER,
        AFTER_SILVER,
        BETWEEN_TWO_GOLD_TABLES,
        AFTER_GOLD;

        void work(Lakehouse lake, Pipeline pipeline) {
            switch (this) {
                case AFTER_BRONZE -> {}
                case BETWEEN_QUARANTINE_AND_SILVER ->
                    Flow.from(lake.existingTable(BronzePrices.SPEC))
                            .into(lake.existingTable(QuarantinedPrices.SPEC))
                            .recompute(
                                    BronzePrices.PARTITION_DATE,
                                    QuarantinedPrices.PARTITION_DATE,
                                    QuarantinedPrices::refused);
                case AFTER_SILVER -> pipeline.silver();
                case BETWEEN_TWO_GOLD_TABLES -> {
                    pipeline.silver();
                    Flow.from(lake.existingTable(SilverPrices.SPEC))
                            .into(lake.existingTable(GoldTables.COIN_DAILY.spec()))
                            .recompute(
                                    SilverPrices.PARTITION_DATE, GoldTable.PARTITION_DATE, GoldTables.COIN_DAILY::from);
                }
                case AFTER_GOLD -> {
                    pipeline.silver();
                    pipeline.gold();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunAfterAKilledOneEndsWhatThatBegan(Killed killed) {
        Lakehouse disturbed = lake("disturbed");
        ingest(disturbed, day(MONDAY));
        Pipeline first = new Pipeline(disturbed, Progress.NONE);
        first.bronze(Intake.of(day(TUESDAY)));
        killed.work(disturbed, first);

        ingest(disturbed, day(TUESDAY));

        assertThat(contents(disturbed)).isEqualTo(undisturbed);
    }

    @Test
    void aBatchThatComesAgainCorrectedLeavesNothingInQuarantine() {
        Lakehouse lake = lake("corrected");
        ingest(lake, day(MONDAY));

        ingest(lake, List.of(bad(MONDAY, "{\"id\":\"a-b\",\"last_updated\":\"2025-03-03T12:00:00Z\"}")));

        assertThat(contents(lake).get("silver.crypto_prices_quarantine")).isEmpty();
        assertThat(contents(lake).get("silver.crypto_prices")).hasSize(4 * COINS + 1);
    }

    @Test
    void silverKeepsWhatACorrectedBatchNoLongerSays() {
        Lakehouse lake = lake("withdrawn");
        String when = "\"last_updated\":\"2025-03-03T12:00:00Z\"";
        ingest(lake, List.of(bad(MONDAY, "{\"id\":\"a\",\"current_price\":1," + when + "}")));

        ingest(lake, List.of(bad(MONDAY, "{\"id\":\"a\",\"current_price\":-1," + when + "}")));

        assertThat(contents(lake).get("silver.crypto_prices_quarantine")).hasSize(1);
        assertThat(contents(lake).get("silver.crypto_prices")).hasSize(1);
    }

    @Test
    void batchesThatCameBeforeStayAsTheyAreBesideNewOnes() {
        Lakehouse lake = lake("folder");
        List<Payload> monday = day(MONDAY);
        ingest(lake, monday);
        List<Payload> both = new ArrayList<>(monday);
        both.addAll(day(TUESDAY));

        Pipeline second = ingest(lake, both);

        assertThat(second.reports())
                .extracting(StageReport::outcome)
                .extracting(outcome -> outcome.rowsIn() + " " + outcome.rowsOut() + " " + outcome.rowsUnchanged())
                .containsExactly("100 50 50", "50 48 0", "48 13 0");
    }

    @Test
    void aNamedBatchReplacesItselfAlsoOfAnotherDay() {
        Lakehouse lake = lake("named");
        Pipeline pipeline = new Pipeline(lake, Progress.NONE);
        for (LocalDate day : List.of(MONDAY, TUESDAY)) {
            Payload named = new RecordedPayload("nightly", Instant.parse(day + "T12:00:00Z"), "test", List.of("{}"));
            pipeline.bronze(
                    Intake.builder().addPayloads(named).batchesAreNamed(true).build());
        }

        assertThat(contentsOf(lake, BronzePrices.SPEC))
                .singleElement()
                .asString()
                .contains("2025-03-04");
    }

    @Test
    void aDayIsOneFileOfBronzeARun() {
        Lakehouse lake = lake("files");
        ingest(lake, day(MONDAY));

        ingest(lake, day(TUESDAY));

        assertThat(lake.existingTable(BronzePrices.SPEC).state().files()).isEqualTo(2);
    }
}
