package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedSourceTest {

    private static final LocalDate MONDAY = LocalDate.of(2025, 3, 3);
    private static final Clock WEDNESDAY = Clock.fixed(Instant.parse("2025-03-05T10:00:00Z"), ZoneOffset.UTC);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void hasASnapshotForEveryHour() {
        List<Payload> payloads =
                SimulatedSource.of(3, MONDAY, 2, HOUR, WEDNESDAY).payloads();

        assertThat(payloads).hasSize(48);
        assertThat(payloads.get(47).observedAt()).isEqualTo(Instant.parse("2025-03-04T23:00:00Z"));
        assertThat(payloads.get(47).batchId()).isEqualTo("simulate-3-2025-03-04T23:00:00Z");
        assertThat(payloads).extracting(Payload::source).containsOnly("simulate");
        assertThat(payloads).extracting(payload -> payload.records().size()).containsOnly(3);
        assertThat(payloads).extracting(Payload::batchId).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"PT1M, 1440", "PT15M, 96", "PT64S, 1350", "PT24H, 1"})
    void acceptsAnyIntervalThatDividesADay(Duration every, int payloads) {
        assertThat(SimulatedSource.of(1, MONDAY, 1, every, WEDNESDAY).payloads())
                .hasSize(payloads);
    }

    @Test
    void recordsAreUpdatedShortlyAfterTheInstant() {
        for (Payload payload : SimulatedSource.of(600, MONDAY, 1, Duration.ofDays(1), WEDNESDAY)
                .payloads()) {
            assertThat(payload.records())
                    .allSatisfy(record -> assertThat(
                                    MarketRecord.lastUpdated(record).orElseThrow())
                            .isBetween(
                                    payload.observedAt(), payload.observedAt().plusSeconds(5)));
        }
    }

    @Test
    void payloadsAreSerialisedAsTheirParameters() throws IOException, ClassNotFoundException {
        Payload payload = SimulatedSource.of(20_000, MONDAY, 1, HOUR, WEDNESDAY)
                .payloads()
                .get(0);

        byte[] written = serialised(payload);

        assertThat(written).hasSizeLessThan(1_000);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(written))) {
            assertThat(in.readObject()).isEqualTo(payload);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "20001, 1", "3, 0", "-1, -1"})
    void rejectsInvalidNumbersOfCoinsAndDays(int coins, int days) {
        assertThatThrownBy(() -> SimulatedSource.of(coins, MONDAY, days, HOUR, WEDNESDAY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid simulation of " + coins + " coins and " + days
                        + " days: use 1 to 20000 coins and at least 1 day.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT7M", "PT59S", "PT25H", "PT0S", "PT-1H"})
    void rejectsIntervalsThatDoNotDivideADay(Duration every) {
        assertThatThrownBy(() -> SimulatedSource.of(3, MONDAY, 1, every, WEDNESDAY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid simulation of a snapshot every " + every + ": days would differ. Use 1 minute"
                        + " to 1 day that divides a day evenly, for example 15 minutes or 1 hour.");
    }

    @ParameterizedTest
    @CsvSource({"2025-03-03, 3", "2025-03-05, 1", "2025-03-03, 2147483647", "+999999999-12-31, 1", "1969-12-31, 1"})
    void rejectsDaysThatAreNotInThePast(LocalDate firstDay, int days) {
        assertThatThrownBy(() -> SimulatedSource.of(3, firstDay, days, HOUR, WEDNESDAY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid simulation of " + days + " days from " + firstDay + ": now is 2025-03-05T10:00:00Z,"
                                + " and no record may be from the future. Use days between 1970-01-01 and"
                                + " 2025-03-04.");
    }

    private static byte[] serialised(Payload payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(payload);
        }
        return bytes.toByteArray();
    }
}
