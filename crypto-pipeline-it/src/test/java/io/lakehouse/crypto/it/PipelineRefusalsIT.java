package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.result.TableState;
import io.lakehouse.crypto.CurrencyMismatchException;
import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.RefusedDataException;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.stage.Progress;
import io.lakehouse.delta.Lakehouse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the pipeline refuses, or only plans, and that no table changes by that. */
@InterpretedQueries
class PipelineRefusalsIT extends PipelineScenario {

    private static Intake atMost(double badPercent) {
        return Intake.builder().payloads(day(TUESDAY)).maxBadPercent(badPercent).build();
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
                        "Cannot load batch bad-2025-03-04: 2 of its 2 records (100.00 %) break a rule (id_is_plain 1,"
                                + " record_is_object 1), more than the limit of 99.9 %. No table was changed. Check the"
                                + " source, or raise the limit.");
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
                .hasMessage("Cannot load prices in eur: bronze.crypto_prices holds prices in usd, and rows do not"
                        + " record their currency. Use a separate warehouse for each currency.");

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
}
