package io.lakehouse.crypto;

import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.crypto.stage.Refusals;
import io.lakehouse.crypto.stage.StageOutcome;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Replace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Loads payloads into Bronze: all of them in one commit, each replacing the rows of its own earlier load. */
record BronzeStage(Lakehouse lake, Intake intake) {

    StageOutcome run() {
        if (intake.payloads().isEmpty()) {
            return StageOutcome.NOTHING;
        }
        Optional<LakehouseTable> existing = existingTable();
        Dataset<Row> rows = rows();
        requireFewRefusals(rows);
        LakehouseTable bronze = existing.orElseGet(() -> lake.table(BronzePrices.spec(intake.currency())));
        ReplaceResult result = replace(bronze).execute(rows);
        return new StageOutcome(
                result.rowsWritten() + result.rowsUnchanged(),
                result.rowsWritten(),
                result.rowsUnchanged(),
                0,
                0,
                Map.of(),
                result.filesAdded(),
                result.bytesAdded());
    }

    /** The table, if it exists. It has to hold the same currency. */
    private Optional<LakehouseTable> existingTable() {
        Optional<LakehouseTable> bronze = lake.findTable(BronzePrices.SPEC);
        bronze.map(BronzePrices::currencyOf)
                .filter(held -> !held.equals(intake.currency()))
                .ifPresent(held -> {
                    throw PipelineErrors.otherCurrency(BronzePrices.SPEC.name(), held, intake.currency());
                });
        return bronze;
    }

    private Dataset<Row> rows() {
        return BronzePrices.rows(lake.spark(), intake.payloads(), Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    List<StagePlan> plan() {
        Optional<LakehouseTable> existing = existingTable();
        Dataset<Row> rows = rows();
        Map<String, Refusals> refusals = refusals(rows);
        String what = existing.map(bronze -> describe(replace(bronze).plan(rows)))
                        .orElse("the table would be created") + "; " + describe(refusals);
        return List.of(StagePlan.of(
                "bronze",
                BronzePrices.SPEC.name().toString(),
                refusals.values().stream().mapToLong(Refusals::rows).sum(),
                what));
    }

    private static String describe(WritePlan plan) {
        return plan.isEmpty()
                ? "the table already holds these batches"
                : String.format(
                        Locale.ROOT,
                        "%,d rows would be written, replacing %,d",
                        plan.rowsToWrite(),
                        plan.rowsToRemove());
    }

    private String describe(Map<String, Refusals> refusals) {
        String batches = refusals.entrySet().stream()
                .filter(batch -> batch.getValue().refused() > 0)
                .map(batch -> String.format(
                        Locale.ROOT,
                        "%,d of %,d records of %s would be refused (%s)%s",
                        batch.getValue().refused(),
                        batch.getValue().rows(),
                        batch.getKey(),
                        Refusals.describe(batch.getValue().byRule()),
                        exceedsLimit(batch.getValue()) ? ", which would refuse the whole run" : ""))
                .collect(Collectors.joining("; "));
        return batches.isEmpty() ? "no record breaks a rule" : batches;
    }

    private Replace replace(LakehouseTable bronze) {
        // Filtering by day as well spares a look at other days. A batch named by the user may have been of another day.
        return bronze.replace(
                        intake.batchesAreNamed()
                                ? BronzePrices.batches(intake.payloads())
                                : BronzePrices.batchesOfTheirDays(intake.payloads()))
                .ignoringChangesIn(BronzePrices.INGESTED_AT, BronzePrices.SOURCE)
                .eachBy(BronzePrices.BATCH_ID);
    }

    private void requireFewRefusals(Dataset<Row> rows) {
        if (intake.maxBadPercent().isPresent()) {
            refusals(rows).forEach((batch, refusals) -> {
                if (exceedsLimit(refusals)) {
                    throw PipelineErrors.tooManyRefused(
                            batch, refusals, intake.maxBadPercent().getAsDouble());
                }
            });
        }
    }

    private boolean exceedsLimit(Refusals refusals) {
        return refusals.percent() > intake.maxBadPercent().orElse(100);
    }

    /** The records of each batch that Silver will refuse. */
    private static Map<String, Refusals> refusals(Dataset<Row> rows) {
        return Refusals.by(BronzePrices.BATCH_ID.col(), rows, SilverPrices.refusals());
    }
}
