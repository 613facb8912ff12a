package io.lakehouse.crypto.bench.data;

import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.market.SimulatedSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * API responses of the simulated market as files: one JSON array per file, one file per hour. They are the same on
 * every machine.
 */
public final class MarketFiles {

    public static final LocalDate FIRST_DAY = LocalDate.parse("2022-01-01");
    public static final Duration HOUR = Duration.ofHours(1);
    public static final int COINS = 250;

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH").withZone(ZoneOffset.UTC);

    private MarketFiles() {}

    /**
     * Writes the responses for a number of days.
     *
     * @param from the first day; 0 is {@link #FIRST_DAY}
     * @return the folder
     */
    public static Path write(Path folder, int coins, int from, int days) {
        SimulatedSource market = SimulatedSource.of(coins, FIRST_DAY.plusDays(from), days, HOUR, Clock.systemUTC());
        try {
            Files.createDirectories(folder);
            for (Payload payload : market.payloads()) {
                Files.writeString(
                        folder.resolve(NAME.format(payload.observedAt()) + ".json"),
                        "[" + String.join(",\n", payload.records()) + "]\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }
}
