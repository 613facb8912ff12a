package io.lakehouse.crypto.browser;

import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.TableHealth.FileBytes;
import io.lakehouse.core.result.TableHealth.Finding;
import io.lakehouse.core.result.TableHealth.Kind;
import io.lakehouse.core.table.TableName;
import io.lakehouse.crypto.report.MarketReport;
import io.lakehouse.crypto.report.MarketReport.Day;
import io.lakehouse.crypto.report.MarketReport.Refused;
import io.lakehouse.crypto.report.MarketReport.Stage;
import io.lakehouse.crypto.report.MarketReport.TopCoin;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reports of any length, with ten coins of which some have hostile names. */
final class SampleReports {

    private static final LocalDate LAST_DAY = LocalDate.of(2025, 3, 4);
    private static final int GAP = 17;

    private static final List<String> NAMES = List.of(
            "Bitcoin",
            "Ethereum",
            "<script>alert(1)</script>",
            "</script><img src=x onerror=alert(2)>",
            "\"onload=\"alert(3)",
            "=HYPERLINK(\"http://evil.example\")",
            "\u202Eright to left\u202C and \u0007 control \u0000 \u2028 \uD800",
            "A name without an end ".repeat(500),
            "بيتكوين",
            "Dogecoin");
    private static final List<String> SYMBOLS =
            List.of("btc", "eth", "<b>", "'x'", "", "=1+1", "\u202Extb", "long".repeat(2500), "بتك", "doge");
    private static final List<String> PRICES = List.of(
            "79847",
            "2199.25",
            "1.00012",
            "0.00001231",
            "141.5",
            "0.9998",
            "0.000000000041",
            "23.4",
            "600.01",
            "0.19876");

    private SampleReports() {}

    static MarketReport of(int days) {
        return new MarketReport(
                Instant.parse("2025-03-05T06:00:00Z"),
                "Crypto market </title><script>alert(4)</script>",
                "USD",
                IntStream.range(0, days)
                        .mapToObj(at -> day(LAST_DAY.minusDays(days - 1 - at), at))
                        .toList(),
                IntStream.range(0, NAMES.size()).mapToObj(SampleReports::coin).toList(),
                stages(),
                List.of(health("bronze.crypto_prices", true), health("silver.crypto_prices", false)),
                IntStream.range(0, 12).mapToObj(SampleReports::refused).toList());
    }

    private static Day day(LocalDate day, int at) {
        double swing = Math.sin(at / 6.0) + Math.sin(at / 37.0);
        Optional<BigDecimal> cap = Optional.of(decimal(1.9e12 + 2.1e11 * swing));
        return new Day(
                day,
                at == GAP ? Optional.empty() : cap,
                Optional.of(decimal(8234.5 + 300 * swing)),
                250 + at % 7,
                Optional.of(decimal(9.1e10 + 3e10 * Math.cos(at / 3.0))));
    }

    private static TopCoin coin(int at) {
        BigDecimal price = new BigDecimal(PRICES.get(at));
        return new TopCoin(
                at + 1,
                "coin-" + at,
                SYMBOLS.get(at),
                NAMES.get(at),
                Optional.of(price),
                at == 4 ? Optional.empty() : Optional.of(decimal(1.58e12 / Math.pow(3, at))),
                Optional.of(decimal(5.2e10 / Math.pow(2, at))),
                at == 5 ? Optional.empty() : Optional.of(new BigDecimal("1.2345").subtract(new BigDecimal(at))),
                IntStream.range(0, 30)
                        .mapToObj(day -> day % 11 == at + 3
                                ? Optional.<BigDecimal>empty()
                                : Optional.of(price.multiply(decimal(1 + 0.1 * Math.sin(day / (2.0 + at))))))
                        .toList());
    }

    private static List<Stage> stages() {
        return List.of(
                new Stage("bronze", 18_000, 18_000, 0, 0, 4, 2_512_345, 3.214),
                new Stage("silver", 18_000, 17_812, 181, 7, 3, 1_912_345, 4.87),
                new Stage("gold", 17_812, 753, 0, 0, 4, 81_234, 2.9),
                new Stage("report", 63, 63, 0, 0, 1, 3_321, 0.4),
                new Stage("maintain", 0, 0, 0, 0, 12, 0, 1.8));
    }

    private static Refused refused(int at) {
        List<String> reasons =
                List.of("price is not positive", "record does not fit <b>the schema</b>", "time is unknown");
        return new Refused(LAST_DAY.minusDays(at / 2), reasons.get(at % reasons.size()), 40 - 3L * at);
    }

    private static TableHealth health(String table, boolean healthy) {
        List<Finding> findings = List.of(
                new Finding(
                        Kind.LAYOUT,
                        "47 of 60 partitions have files that are worth joining",
                        "a reader of one coin opens 8.3 files a partition instead of 1",
                        "optimize().execute() rewrites 31.2 MB"),
                new Finding(Kind.LOG, "212 commits since the last checkpoint", "slow opening", "any upsert mends it"));
        return new TableHealth(
                TableName.parse(table),
                "file:///lake/" + table,
                61,
                1_080_000,
                healthy ? 60 : 480,
                98_123_456,
                new FileBytes(1_000, 20_000, 1_600_000, 1_700_000, 1_800_000),
                healthy ? 0.016 : 0.75,
                1,
                healthy ? 1 : 8.3,
                0,
                12,
                1_234_567,
                0,
                0,
                healthy ? 3 : 212,
                List.of(),
                healthy ? List.of() : findings);
    }

    private static BigDecimal decimal(double value) {
        return BigDecimal.valueOf(value);
    }
}
