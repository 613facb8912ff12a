package io.lakehouse.crypto.bench.data;

import java.nio.file.Path;
import java.time.LocalDate;

/** The API responses for the days after a history: one folder per round, one file per hour. */
public final class DailyInput {

    private DailyInput() {}

    /** Writes the responses for this number of rounds. */
    public static Path write(Path folder, int coins, int history, int rounds) {
        for (int round = 0; round < rounds; round++) {
            MarketFiles.write(folder(folder, round), coins, history + round, 1);
        }
        return folder;
    }

    public static Path folder(Path input, int round) {
        return input.resolve("round-" + round);
    }

    /** The day of a round. */
    public static LocalDate day(int history, int round) {
        return MarketFiles.FIRST_DAY.plusDays(history + (long) round);
    }
}
