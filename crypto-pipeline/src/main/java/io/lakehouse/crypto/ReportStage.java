package io.lakehouse.crypto;

import io.lakehouse.core.table.RowValues;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.gold.GoldTable;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.report.FinalReport;
import io.lakehouse.crypto.report.HtmlReport;
import io.lakehouse.crypto.report.MarketReport;
import io.lakehouse.crypto.silver.QuarantinedPrices;
import io.lakehouse.crypto.stage.StageOutcome;
import io.lakehouse.crypto.stage.StageReport;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Writes the reports from Gold. */
record ReportStage(Lakehouse lake, Path folder, List<StageReport> stagesBefore, List<LakehouseTable> tables) {

    private static final String TITLE = "Crypto market";

    StageOutcome run() {
        LakehouseTable marketStats = lake.existingTable(GoldTables.MARKET_STATS.spec());
        LakehouseTable coinDaily = lake.existingTable(GoldTables.COIN_DAILY.spec());
        List<RowValues> days = ReportQueries.days(marketStats);
        FinalReport.write(days, marketStats.spec().fields(), folder);
        HtmlReport.write(report(days, coinDaily), folder);
        return StageOutcome.of(days.size(), days.size(), 2, 0);
    }

    private MarketReport report(List<RowValues> days, LakehouseTable coinDaily) {
        return new MarketReport(
                Instant.now(),
                TITLE,
                lake.findTable(BronzePrices.SPEC)
                        .map(BronzePrices::currencyOf)
                        .map(currency -> currency.toUpperCase(Locale.ROOT))
                        .orElse("an unknown currency"),
                days.stream().map(ReportQueries::toReport).toList(),
                days.isEmpty()
                        ? List.of()
                        : ReportQueries.topCoins(
                                coinDaily,
                                days.get(days.size() - 1)
                                        .get(GoldTable.PARTITION_DATE)
                                        .orElseThrow()),
                stagesBefore.stream().map(ReportStage::toReport).toList(),
                tables.stream().map(LakehouseTable::health).toList(),
                lake.findTable(QuarantinedPrices.SPEC)
                        .map(ReportQueries::refused)
                        .orElse(List.of()));
    }

    private static MarketReport.Stage toReport(StageReport stage) {
        StageOutcome outcome = stage.outcome();
        return new MarketReport.Stage(
                stage.name(),
                outcome.rowsIn(),
                outcome.rowsOut(),
                outcome.rowsRefused(),
                outcome.rowsDuplicate(),
                outcome.files(),
                outcome.bytes(),
                stage.seconds());
    }
}
