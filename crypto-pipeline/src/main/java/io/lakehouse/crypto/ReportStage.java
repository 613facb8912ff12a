package io.lakehouse.crypto;

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
import java.time.LocalDate;
import java.util.List;

/** Gold to the reports. */
record ReportStage(Lakehouse lake, Path folder, List<StageReport> stagesBefore, List<LakehouseTable> tables) {

    private static final String TITLE = "Crypto market";

    StageOutcome run() {
        LakehouseTable marketStats = lake.existingTable(GoldTables.MARKET_STATS.spec());
        LakehouseTable coinDaily = lake.existingTable(GoldTables.COIN_DAILY.spec());
        long rows = FinalReport.write(marketStats.read(), marketStats.spec(), folder);
        HtmlReport.write(report(marketStats, coinDaily), folder);
        return StageOutcome.of(rows, rows, 2, 0);
    }

    private MarketReport report(LakehouseTable marketStats, LakehouseTable coinDaily) {
        List<MarketReport.Day> days = ReportQueries.days(marketStats);
        return new MarketReport(
                Instant.now(),
                TITLE,
                days,
                days.stream()
                        .map(MarketReport.Day::day)
                        .max(LocalDate::compareTo)
                        .map(day -> ReportQueries.topCoins(coinDaily, day))
                        .orElse(List.of()),
                stagesBefore.stream().map(ReportStage::shown).toList(),
                tables.stream().map(LakehouseTable::health).toList(),
                lake.findTable(QuarantinedPrices.SPEC)
                        .map(ReportQueries::refused)
                        .orElse(List.of()));
    }

    private static MarketReport.Stage shown(StageReport stage) {
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
