package io.lakehouse.crypto.report;

import io.lakehouse.core.result.TableHealth;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What {@link HtmlReport} shows. Text may be anything, also hostile: the report shows it as text.
 *
 * @param createdAt when it was made
 * @param currency what amounts are in, as text, for example USD
 * @param days the market, kept in the order of the days; the last one gives the key figures
 * @param topCoins the coins of the last day, in the order to show
 * @param stages what this run did; empty when there was no run
 * @param tables the tables' shape, in the order to show
 * @param refused the rows in quarantine
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
     * @param totalMarketCap sum over the ten coins with the greatest volume
     * @param avgPrice average over the same ten
     * @param coins coins seen that day
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
     * @param name may be empty; the id is shown then
     * @param close the day's last price
     * @param changePercent the change of the close against the day before
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

    /** What one stage of this run did. */
    public record Stage(
            String name,
            long rowsIn,
            long rowsOut,
            long rowsRefused,
            long rowsDuplicate,
            long files,
            long bytes,
            double seconds) {}

    /** Rows in quarantine of one day, for one reason. */
    public record Refused(LocalDate day, String reason, long rows) {}
}
