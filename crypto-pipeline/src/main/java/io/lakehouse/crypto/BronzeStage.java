package io.lakehouse.crypto;

import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.crypto.stage.Refusals;
import io.lakehouse.crypto.stage.StageOutcome;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Replace;
import io.lakehouse.delta.ReplaceResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Payloads to Bronze: all of them in one commit, each in the place of its own earlier arrival. */
record BronzeStage(Lakehouse lake, List<Payload> payloads, OptionalDouble maxBadPercent) {

    StageOutcome run() {
        if (payloads.isEmpty()) {
            return StageOutcome.NOTHING;
        }
        Dataset<Row> rows = rows();
        requireGoodEnough(rows);
        ReplaceResult result = replace(lake.table(BronzePrices.SPEC)).execute(rows);
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

    private Dataset<Row> rows() {
        return BronzePrices.rows(lake.spark(), payloads, Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    List<StagePlan> plan() {
        Dataset<Row> rows = rows();
        Refusals refusals = Refusals.in(rows, SilverPrices.refusals());
        String judged = refusals.refused() == 0
                ? "every record holds the rules"
                : String.format(
                        Locale.ROOT,
                        "%,d records would be refused (%s)",
                        refusals.refused(),
                        Refusals.describe(refusals.byRule()));
        String name = BronzePrices.SPEC.name().toString();
        return List.of(lake.findTable(BronzePrices.SPEC)
                .map(table -> replace(table).plan(rows))
                .map(plan -> new StagePlan(
                        "bronze",
                        name,
                        refusals.rows(),
                        plan.filesToReplace().size(),
                        plan.bytesToRewrite(),
                        plan.reason() + "; " + judged))
                .orElseGet(
                        () -> StagePlan.of("bronze", name, refusals.rows(), "the table would be created; " + judged)));
    }

    private Replace replace(LakehouseTable bronze) {
        return bronze.replace(BronzePrices.batches(payloads))
                .ignoringChangesIn(BronzePrices.INGESTED_AT, BronzePrices.SOURCE);
    }

    private void requireGoodEnough(Dataset<Row> rows) {
        if (maxBadPercent.isPresent()) {
            Refusals refusals = Refusals.in(rows, SilverPrices.refusals());
            if (refusals.percent() > maxBadPercent.getAsDouble()) {
                throw PipelineErrors.tooManyRefused(refusals, maxBadPercent.getAsDouble());
            }
        }
    }
}
