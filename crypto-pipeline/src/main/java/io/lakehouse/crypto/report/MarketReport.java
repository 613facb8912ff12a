package io.lakehouse.crypto.report;

import io.lakehouse.core.result.TableHealth;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The content of {@link HtmlReport}. Texts may be hostile: the report shows any text as plain text.
 *
 * @param createdAt the time of its creation
 * @param currency the currency of the amounts as text, for example USD
 * @param days the market by day, sorted by day; the key figures are those of the last day
 * @param topCoins the top coins of the last day, in the order to show
 * @param stages the outcomes of the stages of this run; empty if there was no run
 * @param tables the health of the tables, in the order to show
 * @param refused the numbers of rows in quarantine
 */
public record MarketReport(
        Instant createdAt,
        String title,
        String currency,
        List<Day> days,
        List<TopCoin> topCoins,
        List<Stage> stages,
        List<TableHealth> tables,
        List<Refused> refused) {

    public MarketReport {
        days = days.stream().sorted(Comparator.comparing(Day::day)).toList();
        topCoins = List.copyOf(topCoins);
        stages = List.copyOf(stages);
        tables = List.copyOf(tables);
        refused = List.copyOf(refused);
    }

    /**
     * One day of the market.
     *
     * @param totalMarketCap sum over the ten coins with the highest volume
     * @param avgPrice average over the same ten coins
     * @param coins number of coins on that day
     * @param totalVolume sum over all coins
     */
    public record Day(
            LocalDate day,
            Optional<BigDecimal> totalMarketCap,
            Optional<BigDecimal> avgPrice,
            long coins,
            Optional<BigDecimal> totalVolume) {}

    /**
     * One coin on the last day.
     *
     * @param symbol may be empty
     * @param name may be empty; then the id is shown
     * @param close the last price of the day
     * @param changePercent the change of the close since the previous day, in percent
     * @param closes the closes of up to 30 days, oldest first and ending with the last day
     */
    public record TopCoin(
            int rank,
            String id,
            String symbol,
            String name,
            Optional<BigDecimal> close,
            Optional<BigDecimal> marketCap,
            Optional<BigDecimal> volume,
            Optional<BigDecimal> changePercent,
            List<Optional<BigDecimal>> closes) {

        public TopCoin {
            closes = List.copyOf(closes);
        }
    }

    /** The outcome of one stage of this run. */
    public record Stage(
            String name,
            long rowsIn,
            long rowsOut,
            long rowsRefused,
            long rowsDuplicate,
            long files,
            long bytes,
            double seconds) {}

    /** The number of rows of one day that are in quarantine for one reason. */
    public record Refused(LocalDate day, String reason, long rows) {}
}
