package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehouse.core.table.RowValues;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarketSimulatorTest {

    private static final LocalDate MONDAY = LocalDate.of(2025, 3, 3);
    private static final Instant NOON = Instant.parse("2025-03-03T12:00:00Z");

    @Test
    void answersEveryHourOfEveryDay() {
        List<Payload> payloads = new MarketSimulator(3, MONDAY, 2).payloads();

        assertThat(payloads).hasSize(48);
        assertThat(payloads.get(47).observedAt()).isEqualTo(Instant.parse("2025-03-04T23:00:00Z"));
        assertThat(payloads).extracting(payload -> payload.records().size()).containsOnly(3);
        assertThat(payloads).extracting(Payload::batchId).doesNotHaveDuplicates();
    }

    @Test
    void answersTheSameWheneverAsked() {
        assertThat(new MarketSimulator(5, MONDAY, 1).answer(NOON))
                .isEqualTo(new MarketSimulator(5, MONDAY.plusDays(1), 9).answer(NOON));
    }

    @Test
    void namesEveryCoinDifferently() {
        List<JsonNode> records = all();

        assertThat(records)
                .extracting(record -> record.get("id").textValue())
                .hasSize(MarketSimulator.MAX_COINS)
                .doesNotHaveDuplicates();
    }

    @Test
    void everyRecordFits() {
        for (JsonNode record : all()) {
            assertThat(MarketRecord.decode(record, RowValues.of(MarketFields.ALL)))
                    .as(record.toString())
                    .isTrue();
        }
    }

    @Test
    void writesNumbersAsUnevenlyAsTheRealOne() {
        String answer = new MarketSimulator(MarketSimulator.MAX_COINS, MONDAY, 1).answer(NOON);

        assertThat(answer)
                .containsPattern("\"current_price\":[0-9.]+E-[0-9]+")
                .containsPattern("\"current_price\":[0-9]+\\.[0-9]+,")
                .contains("\"max_supply\":null", "\"roi\":null", "\"roi\":{");
    }

    @Test
    void refusesSizesItCannotSimulate() {
        assertThatThrownBy(() -> new MarketSimulator(501, MONDAY, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid simulation of 501 coins and 0 days: use 1 to 500 coins and at least 1 day.");
    }

    private static List<JsonNode> all() {
        return new MarketSimulator(MarketSimulator.MAX_COINS, MONDAY, 1)
                .payloads()
                .get(12)
                .records();
    }
}
