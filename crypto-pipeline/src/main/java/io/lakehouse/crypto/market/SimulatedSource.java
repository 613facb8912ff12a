package io.lakehouse.crypto.market;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.LongStream;

/** A simulated market with snapshots at regular intervals for some days. The same parameters give the same payloads. */
public final class SimulatedSource implements MarketSource {

    /** The maximum number of coins. */
    public static final int MAX_COINS = MarketSimulator.MAX_COINS;

    private static final Duration DAY = Duration.ofDays(1);

    private final MarketSimulator market;
    private final LocalDate firstDay;
    private final int days;
    private final Duration every;

    private SimulatedSource(MarketSimulator market, LocalDate firstDay, int days, Duration every) {
        this.market = market;
        this.firstDay = firstDay;
        this.days = days;
        this.every = every;
    }

    /**
     * Creates a source with a payload for each interval of whole UTC days.
     *
     * @param coins 1 to {@link #MAX_COINS}
     * @param firstDay 1970-01-01 or later
     * @param days 1 or more, all of them in the past
     * @param every 1 minute to 1 day, an even division of a day
     * @param clock decides which days are in the past
     */
    public static SimulatedSource of(int coins, LocalDate firstDay, int days, Duration every, Clock clock) {
        if (coins < 1 || coins > MAX_COINS || days < 1) {
            throw new IllegalArgumentException("Invalid simulation of " + coins + " coins and " + days
                    + " days: use 1 to " + MAX_COINS + " coins and at least 1 day.");
        }
        if (every.compareTo(Duration.ofMinutes(1)) < 0
                || every.compareTo(DAY) > 0
                || DAY.toNanos() % every.toNanos() != 0) {
            throw new IllegalArgumentException("Invalid simulation of a snapshot every " + every
                    + ": days would differ. Use 1 minute to 1 day that divides a day evenly, for example 15"
                    + " minutes or 1 hour.");
        }
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (firstDay.isBefore(LocalDate.EPOCH) || firstDay.toEpochDay() + days > today.toEpochDay()) {
            throw new IllegalArgumentException("Invalid simulation of " + days + " days from " + firstDay + ": now is "
                    + now + ", and no record may be from the future. Use days between " + LocalDate.EPOCH + " and "
                    + today.minusDays(1) + ".");
        }
        return new SimulatedSource(new MarketSimulator(coins), firstDay, days, every);
    }

    @Override
    public List<Payload> payloads() {
        Instant start = firstDay.atStartOfDay(ZoneOffset.UTC).toInstant();
        return LongStream.range(0, days * DAY.dividedBy(every))
                .<Payload>mapToObj(each -> new SimulatedPayload(market, start.plus(every.multipliedBy(each))))
                .toList();
    }
}
