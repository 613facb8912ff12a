package io.lakehouse.crypto;

import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.silver.QuarantinedPrices;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.crypto.stage.Refusals;
import io.lakehouse.crypto.stage.StageOutcome;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.delta.Flow;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.SharedFlow;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Loads Bronze into Silver and the quarantine: each row of a changed day goes to one of them, or is a duplicate of a
 * row in Silver.
 */
record SilverStage(Lakehouse lake) {

    StageOutcome run() {
        LakehouseTable bronze = lake.existingTable(BronzePrices.SPEC);
        LakehouseTable silver = lake.table(SilverPrices.SPEC);
        LakehouseTable quarantine = lake.table(QuarantinedPrices.SPEC);
        SharedFlow changed = Flow.from(bronze).sharedBy(List.of(quarantine, silver));
        if (changed.changes().isEmpty()) {
            return StageOutcome.NOTHING;
        }
        // The quarantine goes first: a run after a crash then still finds the changes for Silver, whose commit accounts
        // for the rows.
        Optional<ReplaceResult> quarantined = changed.into(quarantine)
                .recompute(BronzePrices.PARTITION_DATE, QuarantinedPrices.PARTITION_DATE, QuarantinedPrices::refused);
        long rowsIn = changed.into(silver).changes().rowCount();
        List<LocalDate> days = changed.into(silver).changes().values(BronzePrices.PARTITION_DATE);
        Optional<UpsertResult> upserted = changed.into(silver)
                .upsert(
                        verb -> verb.latestBy(SilverPrices.INGESTED_AT).ignoringChangesIn(SilverPrices.INGESTED_AT),
                        SilverPrices::accepted);
        List<LocalDate> quarantinedDays = changed.into(quarantine).changes().values(BronzePrices.PARTITION_DATE);
        Refusals refusals = quarantinedDays.containsAll(days) && isEmpty(quarantined)
                ? Refusals.NONE
                : refusals(quarantine, quarantined, days);
        Optional<UpsertResult> own = upserted.filter(UpsertResult::committed);
        own.ifPresent(result -> requireAllAccounted(rowsIn, result, refusals.refused()));
        // Rows that a concurrent run has loaded are in the report of that run.
        return outcome(own.isPresent() ? rowsIn : 0, own, quarantined, refusals);
    }

    List<StagePlan> plan() {
        return Plans.following("silver", lake, BronzePrices.SPEC, List.of(SilverPrices.SPEC, QuarantinedPrices.SPEC));
    }

    /** Whether this run left no row in the days of the quarantine that it recomputed. */
    private static boolean isEmpty(Optional<ReplaceResult> quarantined) {
        return quarantined
                .filter(ReplaceResult::committed)
                .filter(result -> result.rowsWritten() == 0 && result.rowsUnchanged() == 0)
                .isPresent();
    }

    /** The refused rows of these days, as this run left them in the quarantine. */
    private static Refusals refusals(
            LakehouseTable quarantine, Optional<ReplaceResult> quarantined, List<LocalDate> days) {
        Dataset<Row> rows = quarantined
                .filter(ReplaceResult::committed)
                .map(result -> quarantine.readVersion(result.version().orElseThrow()))
                .orElseGet(quarantine::read);
        return Refusals.in(
                rows.filter(QuarantinedPrices.PARTITION_DATE.in(days).toColumn()), QuarantinedPrices.REASONS.col());
    }

    /** Checks that the rows in Silver, the duplicates and the refused rows add up to the rows read. */
    static void requireAllAccounted(long rowsIn, UpsertResult silver, long refused) {
        long accounted = silver.rowsInserted()
                + silver.rowsUpdated()
                + silver.rowsUnchanged()
                + silver.rowsSuperseded()
                + refused;
        if (accounted != rowsIn) {
            throw PipelineErrors.unaccounted(BronzePrices.SPEC.name(), rowsIn, silver, refused);
        }
    }

    private static StageOutcome outcome(
            long rowsIn, Optional<UpsertResult> upserted, Optional<ReplaceResult> quarantined, Refusals refusals) {
        return new StageOutcome(
                rowsIn,
                upserted.map(result -> result.rowsInserted() + result.rowsUpdated())
                        .orElse(0L),
                upserted.map(UpsertResult::rowsUnchanged).orElse(0L),
                upserted.map(UpsertResult::rowsSuperseded).orElse(0L),
                refusals.refused(),
                refusals.byRule(),
                upserted.map(UpsertResult::filesAdded).orElse(0L)
                        + quarantined.map(ReplaceResult::filesAdded).orElse(0L),
                upserted.map(UpsertResult::bytesAdded).orElse(0L)
                        + quarantined.map(ReplaceResult::bytesAdded).orElse(0L));
    }
}
