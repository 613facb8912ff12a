package io.lakehouse.crypto.report;

import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.TableHealth.Finding;
import io.lakehouse.crypto.report.MarketReport.Day;
import io.lakehouse.crypto.report.MarketReport.Stage;
import io.lakehouse.crypto.report.MarketReport.TopCoin;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.util.StringUtils.TraditionalBinaryPrefix;

/**
 * The report as texts for the template, not yet escaped.
 *
 * @param lastDay empty if there are no days
 */
record ReportPage(
        String title,
        String created,
        String createdIso,
        String period,
        String currency,
        String lastDay,
        List<KeyFigure> figures,
        List<MarketChart> charts,
        List<CoinRow> coins,
        Refusals refusals,
        List<StageRow> stages,
        String seconds,
        List<TableRow> tables) {

    static ReportPage of(MarketReport report) {
        List<Day> days = report.days();
        return new ReportPage(
                VisibleText.shortened(report.title()),
                Dates.text(report.createdAt()),
                report.createdAt().toString(),
                period(days),
                VisibleText.shortened(report.currency()),
                days.isEmpty() ? "" : Dates.text(days.get(days.size() - 1).day()),
                KeyFigure.of(days),
                MarketChart.of(days),
                report.topCoins().stream().map(CoinRow::of).toList(),
                Refusals.of(report.refused()),
                report.stages().stream().map(StageRow::of).toList(),
                seconds(report.stages().stream().mapToDouble(Stage::seconds).sum()),
                report.tables().stream().map(TableRow::of).toList());
    }

    private static String period(List<Day> days) {
        return days.isEmpty()
                ? "no days"
                : Dates.period(days.get(0).day(), days.get(days.size() - 1).day())
                        + (days.size() == 1 ? " · 1 day" : " · " + count(days.size()) + " days");
    }

    boolean hasFigures() {
        return !figures.isEmpty();
    }

    boolean hasCoins() {
        return !coins.isEmpty();
    }

    boolean hasRefusals() {
        return !refusals.days().isEmpty();
    }

    boolean hasStages() {
        return !stages.isEmpty();
    }

    boolean hasTables() {
        return !tables.isEmpty();
    }

    /** @param course a sparkline; empty if the coin has no price */
    record CoinRow(
            int rank,
            String name,
            String symbol,
            Amount price,
            Change change,
            Amount marketCap,
            Amount volume,
            List<Sparkline> course) {

        boolean hasSymbol() {
            return !symbol.isBlank();
        }

        static CoinRow of(TopCoin coin) {
            return new CoinRow(
                    coin.rank(),
                    VisibleText.shortened(coin.name().isBlank() ? coin.id() : coin.name()),
                    VisibleText.shortened(coin.symbol()),
                    coin.close().map(Amount::price).orElse(Amount.NONE),
                    coin.changePercent().map(Change::percent).orElse(Change.UNKNOWN),
                    coin.marketCap().map(Amount::total).orElse(Amount.NONE),
                    coin.volume().map(Amount::total).orElse(Amount.NONE),
                    Sparkline.of(coin.closes()).stream().toList());
        }
    }

    record StageRow(
            String name,
            String rowsIn,
            String rowsOut,
            String rowsRefused,
            String rowsDuplicate,
            String files,
            String bytes,
            String seconds) {

        static StageRow of(Stage stage) {
            return new StageRow(
                    stage.name(),
                    count(stage.rowsIn()),
                    count(stage.rowsOut()),
                    count(stage.rowsRefused()),
                    count(stage.rowsDuplicate()),
                    count(stage.files()),
                    size(stage.bytes()),
                    ReportPage.seconds(stage.seconds()));
        }
    }

    record TableRow(
            String name,
            String rows,
            String files,
            String bytes,
            String medianFile,
            String sortedRuns,
            String state,
            boolean healthy,
            List<Finding> findings) {

        static TableRow of(TableHealth health) {
            int findings = health.findings().size();
            return new TableRow(
                    health.table().toString(),
                    count(health.rows()),
                    count(health.files()),
                    size(health.bytes()),
                    size(health.fileBytes().median()),
                    String.format(Locale.ROOT, "%.1f", health.sortedRuns()),
                    health.isHealthy() ? "healthy" : findings == 1 ? "1 finding" : findings + " findings",
                    health.isHealthy(),
                    health.findings());
        }
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%,.1f", seconds);
    }

    private static String size(long bytes) {
        return TraditionalBinaryPrefix.long2String(bytes, "B", 1);
    }
}
