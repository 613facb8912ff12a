package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.result.TableState;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.CryptoTables;
import io.lakehouse.crypto.CurrencyMismatchException;
import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.RefusedDataException;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.gold.GoldTable;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.market.RecordedPayload;
import io.lakehouse.crypto.market.SimulatedSource;
import io.lakehouse.crypto.silver.QuarantinedPrices;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.crypto.stage.Progress;
import io.lakehouse.crypto.stage.StageReport;
import io.lakehouse.delta.Flow;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs leave in the tables, in whatever order they come and wherever they end. */
@InterpretedQueries
class PipelineIT {

    private static final int COINS = 12;
    private static final LocalDate MONDAY = LocalDate.parse("2025-03-03");
    private static final LocalDate TUESDAY = MONDAY.plusDays(1);

    private static @Nullable Lakehouse session;

    /** The tables after undisturbed runs on Monday and Tuesday. */
    private static Map<String, List<String>> undisturbed = Map.of();

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void open(@TempDir Path folder) {
        session = Lakehouse.open(SessionSpec.fromEnvironment("test").local(), Warehouse.at(folder));
        ingest(session, day(MONDAY));
        ingest(session, day(TUESDAY));
        undisturbed = contents(session);
    }

    @AfterAll
    static void close() {
        if (session != null) {
            session.close();
        }
    }

    private Lakehouse lake(String name) {
        return Lakehouse.on(Objects.requireNonNull(session).spark(), Warehouse.at(folder.resolve(name)));
    }

    /** Four snapshots of a day, and two records that are refused. */
    private static List<Payload> day(LocalDate day) {
        List<Payload> payloads =
                new ArrayList<>(SimulatedSource.of(COINS, day, 1, Duration.ofHours(6), Clock.systemUTC())
                        .payloads());
        Instant noon = Instant.parse(day + "T12:00:00Z");
        payloads.add(bad(day, "null", "{\"id\":\"a b\",\"last_updated\":\"" + noon + "\"}"));
        return payloads;
    }

    private static Payload bad(LocalDate day, String... records) {
        return new RecordedPayload("bad-" + day, Instant.parse(day + "T12:00:00Z"), "test", List.of(records));
    }

    private static Intake atMost(double badPercent) {
        return Intake.builder().payloads(day(TUESDAY)).maxBadPercent(badPercent).build();
    }

    private static Pipeline ingest(Lakehouse lake, List<Payload> payloads) {
        Pipeline pipeline = new Pipeline(lake, Progress.NONE);
        pipeline.bronze(Intake.of(payloads));
        pipeline.silver();
        pipeline.gold();
        return pipeline;
    }

    /** All rows of every table, without what tells when they were read. */
    private static Map<String, List<String>> contents(Lakehouse lake) {
        Map<String, List<String>> contents = new TreeMap<>();
        CryptoTables.ALL.forEach(spec -> contents.put(spec.name().toString(), contentsOf(lake, spec)));
        return contents;
    }

    private static List<String> contentsOf(Lakehouse lake, TableSpec spec) {
        List<Field<?>> fields = new ArrayList<>(spec.fields());
        fields.remove(BronzePrices.INGESTED_AT);
        return lake.existingTable(spec).read().select(Fields.columns(fields)).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
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
    void aBatchWithTooManyBadRecordsChangesNoTable() {
        Lakehouse lake = lake("refused");
        ingest(lake, day(MONDAY));
        Pipeline pipeline = new Pipeline(lake, Progress.NONE);
        List<TableState> before = pipeline.states();

        assertThatThrownBy(() -> pipeline.bronze(atMost(99.9)))
                .isExactlyInstanceOf(RefusedDataException.class)
                .hasMessage(
                        "Cannot take batch bad-2025-03-04: 2 of its 2 records (100.00 %) break a rule (id_is_plain 1,"
                                + " record_is_object 1), and at most 99.9 % may. No table has changed. Look at the source, or"
                                + " allow more.");
        assertThat(pipeline.states()).isEqualTo(before);

        pipeline.bronze(atMost(100));
        assertThat(pipeline.reports()).hasSize(1);
    }

    @Test
    void pricesInAnotherCurrencyAreRefused() {
        Lakehouse lake = lake("currency");
        ingest(lake, day(MONDAY));
        Pipeline pipeline = new Pipeline(lake, Progress.NONE);
        Intake euros = Intake.builder().payloads(day(TUESDAY)).currency("eur").build();

        assertThatThrownBy(() -> pipeline.bronze(euros))
                .isExactlyInstanceOf(CurrencyMismatchException.class)
                .hasMessage(
                        "Cannot load prices in eur: bronze.crypto_prices holds prices in usd, and rows do not record their currency. Use a separate warehouse for each currency.");

        new Pipeline(lake("euros"), Progress.NONE).bronze(euros);
        assertThat(BronzePrices.currencyOf(lake("euros").existingTable(BronzePrices.SPEC)))
                .isEqualTo("eur");
    }

    @Test
    void plansSayWhatIsPendingAndChangeNothing() {
        Lakehouse lake = lake("planned");
        Pipeline pipeline = new Pipeline(lake, Progress.NONE);

        assertThat(pipeline.planBronze(Intake.of(day(MONDAY))).toString())
                .contains("rows=50", "the table would be created; 2 of 2 records of bad-2025-03-03 would be refused");
        assertThat(pipeline.planSilver().toString()).contains("bronze.crypto_prices does not exist yet");
        assertThat(pipeline.tables()).isEmpty();

        pipeline.bronze(Intake.of(day(MONDAY)));
        assertThat(pipeline.planSilver().toString()).contains("rows=50", "the table would be created from all of");
        pipeline.silver();
        pipeline.gold();
        pipeline.bronze(Intake.of(day(TUESDAY)));
        List<TableState> before = pipeline.states();
        assertThat(pipeline.planBronze(Intake.of(day(MONDAY))).toString())
                .contains("the table already holds these batches");
        assertThat(pipeline.planSilver().toString()).contains("rows=50", "1 day of bronze.crypto_prices changed");
        assertThat(pipeline.planGold().toString()).contains("rows=0", "up to date with silver.crypto_prices");
        assertThat(pipeline.planMaintain(maintenance -> maintenance).toString())
                .contains("optimize: nothing is worth rewriting", "vacuum: ");
        assertThat(pipeline.states()).isEqualTo(before);
    }

    @Test
    void aDayIsOneFileOfBronzeARun() {
        Lakehouse lake = lake("files");
        ingest(lake, day(MONDAY));

        ingest(lake, day(TUESDAY));

        assertThat(lake.existingTable(BronzePrices.SPEC).state().files()).isEqualTo(2);
    }
}
