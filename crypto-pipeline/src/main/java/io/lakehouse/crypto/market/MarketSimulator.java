package io.lakehouse.crypto.market;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * A simulated market. The same seed, coin and instant give the same record on every machine. Prices range from 1e-8 to
 * 1e5 and are written as the API writes them: whole numbers, decimals and E-notation mixed, {@code max_supply} and
 * {@code roi} sometimes null. Ranks are fixed per coin and do not follow the market caps, which are below 1e20. No
 * number has more decimals than its field.
 *
 * @param coins the number of coins, 1 to {@link #MAX_COINS}
 */
record MarketSimulator(int coins) implements Serializable {

    static final int MAX_COINS = 20_000;

    private static final long serialVersionUID = 1L;

    private static final long SEED = 20_250_101L;
    private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);
    private static final String[] FIRST = {
        "Aurora", "Basalt", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Indigo", "Juniper", "Kelvin",
        "Lumen", "Meridian", "Nimbus", "Onyx", "Prism", "Quartz", "Raven", "Sierra", "Tundra", "Umbra", "Vertex",
        "Willow", "Xenon", "Zephyr"
    };
    private static final String[] LAST = {
        "Coin",
        "Cash",
        "Chain",
        "Dollar",
        "Finance",
        "Gold",
        "Link",
        "Network",
        "Pay",
        "Protocol",
        "Swap",
        "Token",
        "Vault",
        "World",
        "Bridge",
        "Core",
        "Field",
        "Grid",
        "Mint",
        "Reserve"
    };

    /** The number of distinct names; further coins get a number in addition. */
    private static final int NAMES = FIRST.length * LAST.length;

    MarketSimulator {
        if (coins < 1 || coins > MAX_COINS) {
            throw new IllegalArgumentException(
                    "Invalid simulation of " + coins + " coins: use 1 to " + MAX_COINS + " coins.");
        }
    }

    /** The records of all coins. */
    List<String> records(Instant at) {
        return IntStream.range(0, coins)
                .mapToObj(coin -> Coin.of(coin).record(at))
                .toList();
    }

    /** The records in the order of the API: highest market cap first. */
    List<String> ranked(Instant at) {
        Comparator<Coin> byMarketCap = Comparator.comparingDouble(coin -> coin.marketCap(at));
        return IntStream.range(0, coins)
                .mapToObj(Coin::of)
                .sorted(byMarketCap.reversed())
                .map(coin -> coin.record(at))
                .toList();
    }

    /** The properties of a coin that do not change over time. */
    private record Coin(
            int index,
            String name,
            double base,
            double supply,
            double period,
            double swing,
            double turnover,
            boolean isCapped,
            boolean hasRoi) {

        static Coin of(int index) {
            SplittableRandom fixed = new SplittableRandom(SEED + index);
            int named = index % NAMES;
            String name = FIRST[named % FIRST.length] + " " + LAST[named / FIRST.length];
            double base = Math.pow(10, 5 - 11 * (named / (double) NAMES) * fixed.nextDouble(0.8, 1.2));
            double supply = Math.min(1e15, Math.pow(10, fixed.nextDouble(7, 9)) * 1e5 / base / (1 + index));
            return new Coin(
                    index,
                    index < NAMES ? name : name + " " + (1 + index / NAMES),
                    base,
                    supply,
                    fixed.nextDouble(20, 400),
                    fixed.nextDouble(0.02, 0.3),
                    fixed.nextDouble(0.01, 0.2),
                    fixed.nextInt(3) > 0,
                    fixed.nextInt(10) == 0);
        }

        double marketCap(Instant at) {
            return price(at) * supply;
        }

        String record(Instant at) {
            String id = name.toLowerCase(Locale.ROOT).replace(' ', '-');
            String symbol = id.substring(0, 2) + id.substring(id.indexOf('-') + 1, id.indexOf('-') + 3);
            double now = price(at);
            double before = price(at.minus(Duration.ofDays(1)));
            double volume = now * supply * turnover * (1 + 0.5 * noise(at.plusMillis(1)));
            // Coins are updated at slightly different times, as on real exchanges, and within the shortest interval.
            Instant updated = at.plusMillis(1_000 + 7L * (index % NAMES));

            StringJoiner json = new StringJoiner(",", "{", "}");
            json.add(text("id", id));
            json.add(text("symbol", symbol));
            json.add(text("name", name));
            json.add(text("image", "https://example.org/coins/" + id + ".png"));
            json.add(number("current_price", now));
            json.add(whole("market_cap", now * supply));
            json.add("\"market_cap_rank\":" + (index + 1));
            json.add(whole("fully_diluted_valuation", now * supply * 1.1));
            json.add(whole("total_volume", volume));
            json.add(number("high_24h", Math.max(now, before) * 1.01));
            json.add(number("low_24h", Math.min(now, before) * 0.99));
            json.add(number("price_change_24h", now - before, 28));
            json.add(number("price_change_percentage_24h", 100 * (now / before - 1)));
            json.add(whole("market_cap_change_24h", (now - before) * supply));
            json.add(number("market_cap_change_percentage_24h", 100 * (now / before - 1)));
            json.add(number("circulating_supply", supply));
            json.add(number("total_supply", supply * 1.05));
            json.add(isCapped ? number("max_supply", supply * 1.1) : "\"max_supply\":null");
            json.add(number("ath", base * (1 + swing) * 1.1));
            json.add(number("ath_change_percentage", -10.5));
            json.add(text("ath_date", "2024-03-14T07:10:36.635Z"));
            json.add(number("atl", base / 1000));
            json.add(number("atl_change_percentage", 99_900.5));
            json.add(text("atl_date", "2013-07-06T00:00:00.000Z"));
            json.add(
                    hasRoi
                            ? "\"roi\":{" + number("times", 12.5 + swing) + ",\"currency\":\"usd\","
                                    + number("percentage", 1250 + 100 * swing) + "}"
                            : "\"roi\":null");
            json.add(text("last_updated", updated.toString()));
            return json.toString();
        }

        /**
         * Two slow waves and some noise around the base price of the coin. Depends on the instant alone, not on earlier
         * prices.
         */
        private double price(Instant at) {
            double hours = at.getEpochSecond() / 3600.0;
            double wave = Math.sin(hours / period) + 0.4 * Math.sin(hours / (period / 7));
            return base * (1 + swing * 0.6 * wave + 0.01 * noise(at));
        }

        /** A value between -1 and 1. */
        private double noise(Instant at) {
            return new SplittableRandom(SEED ^ (index * 31L + 7) ^ (at.toEpochMilli() * 0x9E3779B97F4A7C15L))
                    .nextDouble(-1, 1);
        }
    }

    private static String text(String field, String value) {
        return "\"" + field + "\":\"" + value + "\"";
    }

    private static String number(String field, double value) {
        return number(field, value, 18);
    }

    private static String number(String field, double value, int maxDecimals) {
        BigDecimal rounded = new BigDecimal(value, DIGITS);
        if (rounded.scale() > maxDecimals) {
            rounded = rounded.setScale(maxDecimals, RoundingMode.HALF_EVEN);
        }
        return "\"" + field + "\":" + rounded.stripTrailingZeros();
    }

    private static String whole(String field, double value) {
        return "\"" + field + "\":" + new BigDecimal(value).setScale(0, RoundingMode.HALF_EVEN);
    }
}
