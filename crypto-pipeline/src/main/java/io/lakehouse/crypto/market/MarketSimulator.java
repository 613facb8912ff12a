package io.lakehouse.crypto.market;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/**
 * A made-up market that answers like {@code /coins/markets}: the same seed, coin and instant give the same record, so
 * any hour of any day can be asked for again. Prices span from 1e-8 to 1e5 and are written the way the API writes them:
 * whole numbers, decimals and E-notation mixed, {@code max_supply} and {@code roi} sometimes null.
 */
public final class MarketSimulator implements MarketSource {

    /** How many coins have a name. */
    public static final int MAX_COINS = 500;

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

    private final int coins;
    private final LocalDate firstDay;
    private final int days;

    /**
     * Hourly snapshots of some days.
     *
     * @param coins 1 to {@link #MAX_COINS}
     * @param days 1 or more
     */
    public MarketSimulator(int coins, LocalDate firstDay, int days) {
        if (coins < 1 || coins > MAX_COINS || days < 1) {
            throw new IllegalArgumentException("Invalid simulation of " + coins + " coins and " + days
                    + " days: use 1 to " + MAX_COINS + " coins and at least 1 day.");
        }
        this.coins = coins;
        this.firstDay = firstDay;
        this.days = days;
    }

    @Override
    public List<Payload> payloads() {
        List<Payload> payloads = new ArrayList<>();
        Instant start = firstDay.atStartOfDay(ZoneOffset.UTC).toInstant();
        for (int hour = 0; hour < 24 * days; hour++) {
            Instant at = start.plus(Duration.ofHours(hour));
            byte[] answer = answer(at).getBytes(StandardCharsets.UTF_8);
            List<JsonNode> records = PayloadReader.read(answer, "the simulated market at " + at);
            payloads.add(new Payload("simulate-" + coins + "-" + at, at, "simulate", records));
        }
        return payloads;
    }

    /** The body of an answer at an instant. */
    String answer(Instant at) {
        StringJoiner body = new StringJoiner(",\n", "[", "]");
        for (int coin = 0; coin < coins; coin++) {
            body.add(record(coin, at));
        }
        return body.toString();
    }

    private static String record(int coin, Instant at) {
        SplittableRandom fixed = new SplittableRandom(SEED + coin);
        String name = FIRST[coin % FIRST.length] + " " + LAST[coin / FIRST.length];
        String id = name.toLowerCase(Locale.ROOT).replace(' ', '-');
        String symbol = id.substring(0, 2) + id.substring(id.indexOf('-') + 1, id.indexOf('-') + 3);
        double base = Math.pow(10, 5 - 11 * (coin / (double) MAX_COINS) * fixed.nextDouble(0.8, 1.2));
        double supply = Math.min(1e15, Math.pow(10, fixed.nextDouble(7, 9)) * 1e5 / base / (1 + coin));
        double period = fixed.nextDouble(20, 400);
        double swing = fixed.nextDouble(0.02, 0.3);
        double now = price(base, period, swing, coin, at);
        double before = price(base, period, swing, coin, at.minus(Duration.ofDays(1)));
        double volume = now * supply * fixed.nextDouble(0.01, 0.2) * (1 + 0.5 * noise(coin, at.plusMillis(1)));
        boolean isCapped = fixed.nextInt(3) > 0;
        boolean hasRoi = fixed.nextInt(10) == 0;
        // Snapshots arrive a little apart, as those of real exchanges do.
        Instant updated = at.plusMillis(1_000 + 7L * coin);

        StringJoiner json = new StringJoiner(",", "{", "}");
        json.add(text("id", id));
        json.add(text("symbol", symbol));
        json.add(text("name", name));
        json.add(text("image", "https://example.org/coins/" + id + ".png"));
        json.add(number("current_price", now));
        json.add(whole("market_cap", now * supply));
        json.add("\"market_cap_rank\":" + (coin + 1));
        json.add(whole("fully_diluted_valuation", now * supply * 1.1));
        json.add(whole("total_volume", volume));
        json.add(number("high_24h", Math.max(now, before) * 1.01));
        json.add(number("low_24h", Math.min(now, before) * 0.99));
        json.add(number("price_change_24h", now - before));
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

    /** Two slow waves and some noise around the coin's base: a function of the instant alone, without a history. */
    private static double price(double base, double period, double swing, int coin, Instant at) {
        double hours = at.getEpochSecond() / 3600.0;
        double wave = Math.sin(hours / period) + 0.4 * Math.sin(hours / (period / 7));
        return base * (1 + swing * 0.6 * wave + 0.01 * noise(coin, at));
    }

    /** Between -1 and 1. */
    private static double noise(int coin, Instant at) {
        return new SplittableRandom(SEED ^ (coin * 31L + 7) ^ (at.toEpochMilli() * 0x9E3779B97F4A7C15L))
                .nextDouble(-1, 1);
    }

    private static String text(String field, String value) {
        return "\"" + field + "\":\"" + value + "\"";
    }

    private static String number(String field, double value) {
        return "\"" + field + "\":" + new BigDecimal(value, DIGITS).stripTrailingZeros();
    }

    private static String whole(String field, double value) {
        return "\"" + field + "\":" + new BigDecimal(value).setScale(0, RoundingMode.HALF_EVEN);
    }
}
