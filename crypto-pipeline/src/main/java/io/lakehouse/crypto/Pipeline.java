package io.lakehouse.crypto;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.RowValues;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.gold.GoldTable;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.report.FinalReport;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Maintenance;
import io.lakehouse.delta.OptimizeResult;
import io.lakehouse.delta.ReplaceResult;
import io.lakehouse.delta.TableChanges;
import io.lakehouse.delta.UpsertResult;
import io.lakehouse.delta.VacuumResult;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Payloads to Bronze, Silver, Gold and the report, then maintenance. Each stage takes up what the one before it changed
 * since it last ran, so a run costs what is new, a rerun changes nothing, and a run after a crash ends what the crashed
 * one began.
 */
public final class Pipeline {

    /** The stage that adds no data: it optimises and vacuums. */
    public static final String MAINTAIN = "maintain";

    private final Lakehouse lake;
    private final Path reportFolder;
    private final LakehouseTable bronze;
    private final LakehouseTable silver;
    private final List<Gold> gold;
    private final LakehouseTable marketStats;
    private final Stages stages = new Stages();

    /** Opens the tables, which are created when missing. */
    public Pipeline(Lakehouse lake, Path reportFolder) {
        this.lake = lake;
        this.reportFolder = reportFolder;
        this.bronze = lake.table(BronzePrices.SPEC);
        this.silver = lake.table(SilverPrices.SPEC);
        this.gold = GoldTables.ALL.stream()
                .map(table -> new Gold(table, lake.table(table.spec())))
                .toList();
        this.marketStats = lake.existingTable(GoldTables.MARKET_STATS.spec());
    }

    /** A Gold table and where its rows go. */
    private record Gold(GoldTable table, LakehouseTable target) {}

    /** A Gold table that is behind, and by what. */
    private record Pending(Gold gold, TableChanges changes) {

        List<LocalDate> days() {
            return changes.values(SilverPrices.PARTITION_DATE);
        }
    }

    /** The days that Silver has, unordered. */
    public List<LocalDate> days() {
        return silver.partitionValues(SilverPrices.PARTITION_DATE);
    }

    /**
     * Runs all stages.
     *
     * @param startupSeconds what to report as the time until now
     */
    public RunReport run(List<Payload> payloads, double startupSeconds) {
        stages.run("bronze", () -> toBronze(payloads));
        stages.run("silver", this::toSilver);
        stages.run("gold", this::toGold);
        stages.run("report", this::toReport);
        stages.run(MAINTAIN, this::maintain);
        return new RunReport(
                startupSeconds,
                stages.reports(),
                tables().stream().map(LakehouseTable::state).toList(),
                reportFolder.resolve(FinalReport.FILE_NAME));
    }

    private List<LakehouseTable> tables() {
        List<LakehouseTable> tables = new ArrayList<>(List.of(bronze, silver));
        gold.forEach(each -> tables.add(each.target()));
        return tables;
    }

    private Stages.Outcome toBronze(List<Payload> payloads) {
        List<RowValues> rows = BronzePrices.rows(payloads, Instant.now().truncatedTo(ChronoUnit.MICROS));
        if (rows.isEmpty()) {
            return Stages.Outcome.of(0, 0, 0);
        }
        ReplaceResult result = bronze.replace(BronzePrices.batches(payloads))
                .ignoringChangesIn(BronzePrices.INGESTED_AT, BronzePrices.SOURCE)
                .execute(RowValues.toDataset(lake.spark(), BronzePrices.SPEC.fields(), rows));
        return Stages.Outcome.of(rows.size(), result.rowsWritten(), result.filesAdded());
    }

    private Stages.Outcome toSilver() {
        TableChanges changes = bronze.changesFor(silver);
        if (changes.isEmpty()) {
            return Stages.Outcome.of(0, 0, 0);
        }
        Dataset<Row> changed = changes.rows();
        Row counts = changed.agg(count(lit(1)), count(when(SilverPrices.isFit(), lit(1))))
                .first();
        UpsertResult result = silver.upsert()
                .latestBy(SilverPrices.INGESTED_AT)
                .ignoringChangesIn(SilverPrices.INGESTED_AT)
                .following(changes)
                .execute(SilverPrices.cleaned(changed));
        return new Stages.Outcome(
                counts.getLong(0),
                result.rowsInserted() + result.rowsUpdated(),
                counts.getLong(0) - counts.getLong(1),
                result.filesAdded());
    }

    private Stages.Outcome toGold() {
        List<Pending> pending = gold.stream()
                .map(each -> new Pending(each, silver.changesFor(each.target())))
                .filter(each -> !each.changes().isEmpty())
                .toList();
        if (pending.isEmpty()) {
            return Stages.Outcome.of(0, 0, 0);
        }
        Set<LocalDate> days = new LinkedHashSet<>();
        pending.forEach(each -> days.addAll(each.days()));
        Dataset<Row> changedDays = silver.read()
                .filter(SilverPrices.PARTITION_DATE.in(days).toColumn())
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long rowsOut = 0;
            long files = 0;
            for (Pending each : pending) {
                Dataset<Row> own = changedDays.filter(
                        SilverPrices.PARTITION_DATE.in(each.days()).toColumn());
                ReplaceResult result = each.gold()
                        .target()
                        .replace(GoldTable.PARTITION_DATE.in(each.days()))
                        .following(each.changes())
                        .execute(each.gold().table().from(own));
                rowsOut += result.rowsWritten();
                files += result.filesAdded();
            }
            return Stages.Outcome.of(changedDays.count(), rowsOut, files);
        } finally {
            changedDays.unpersist();
        }
    }

    private Stages.Outcome toReport() {
        long rows = FinalReport.write(marketStats.read(), marketStats.spec(), reportFolder);
        return Stages.Outcome.of(rows, rows, 1);
    }

    private Stages.Outcome maintain() {
        List<Maintenance.Result> results = lake.maintain(tables()).execute();
        long rewritten = results.stream()
                .flatMap(result -> result.optimized().stream())
                .mapToLong(OptimizeResult::filesAdded)
                .sum();
        long deleted = results.stream()
                .flatMap(result -> result.vacuumed().stream())
                .mapToLong(VacuumResult::filesDeleted)
                .sum();
        return Stages.Outcome.of(0, 0, rewritten + deleted);
    }
}
