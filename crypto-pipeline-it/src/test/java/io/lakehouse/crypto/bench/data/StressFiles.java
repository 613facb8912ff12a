package io.lakehouse.crypto.bench.data;

import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.market.SimulatedSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.zip.GZIPOutputStream;

/** API responses of the simulated market as compressed files: one JSON array per file, one file per hour. */
public final class StressFiles {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH").withZone(ZoneOffset.UTC);

    private StressFiles() {}

    /** Writes this number of days, using all cores. */
    public static Path write(Path folder, int coins, int days) {
        SimulatedSource.of(coins, MarketFiles.FIRST_DAY, days, MarketFiles.HOUR, Clock.systemUTC())
                .payloads()
                .parallelStream()
                .forEach(payload -> write(folder, payload));
        return folder;
    }

    private static void write(Path folder, Payload payload) {
        Path file = folder.resolve(NAME.format(payload.observedAt()) + ".json.gz");
        String text = "[" + String.join(",\n", payload.records()) + "]\n";
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(file))) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
