package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehouse.core.table.RowValues;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarketSimulatorTest {

    private static final MarketSimulator ALL = new MarketSimulator(MarketSimulator.MAX_COINS);
    private static final Instant NOON = Instant.parse("2025-03-03T12:00:00Z");

    @Test
    void recordsDoNotDependOnTheNumberOfCoins() {
        assertThat(new MarketSimulator(700).records(NOON))
                .isEqualTo(ALL.records(NOON).subList(0, 700));
    }

    @Test
    void everyCoinHasItsOwnName() {
        List<String> records = ALL.records(NOON);

        assertThat(records)
                .extracting(record -> PayloadReader.id(record).orElseThrow())
                .hasSize(20_000)
                .doesNotHaveDuplicates()
                .startsWith("aurora-coin", "basalt-coin")
                .endsWith("zephyr-reserve-40");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2025-03-03T12:00:00Z", "2025-12-31T23:59:00Z"})
    void everyRecordFits(Instant at) {
        for (String record : ALL.records(at)) {
            JsonNode fields = MarketRecord.parse(record).orElseThrow();
            assertThat(MarketRecord.decode(record, RowValues.of(MarketFields.ALL)))
                    .as(record)
                    .isEmpty();
            assertThat(fields.get("market_cap").decimalValue()).isLessThan(new BigDecimal("1e20"));
            for (Map.Entry<String, JsonNode> field : fields.properties()) {
                if (field.getValue().isNumber()) {
                    assertThat(field.getValue().decimalValue().scale())
                            .as(record)
                            .isLessThanOrEqualTo(field.getKey().equals("price_change_24h") ? 28 : 18);
                }
            }
        }
    }

    @Test
    void mixesNotationsOfNumbersAsTheApiDoes() {
        assertThat(String.join(",", ALL.records(NOON)))
                .containsPattern("\"current_price\":[0-9.]+E-[0-9]+")
                .containsPattern("\"current_price\":[0-9]+\\.[0-9]+,")
                .containsPattern("\"current_price\":[0-9]+,")
                .contains("\"max_supply\":null", "\"roi\":null", "\"roi\":{");
    }

    @Test
    void ranksByMarketCap() {
        MarketSimulator market = new MarketSimulator(1000);

        List<String> ranked = market.ranked(NOON);

        assertThat(ranked).containsExactlyInAnyOrderElementsOf(market.records(NOON));
        assertThat(ranked)
                .extracting(record -> MarketRecord.parse(record)
                        .orElseThrow()
                        .get("market_cap")
                        .decimalValue())
                .isSortedAccordingTo((one, other) -> other.compareTo(one));
    }

    @Test
    void recordsAreJson() {
        List<String> records = new MarketSimulator(3).records(NOON);

        assertThat(PayloadReader.read(("[" + String.join(",", records) + "]").getBytes(StandardCharsets.UTF_8), "test"))
                .isEqualTo(records);
    }

    @Test
    void rejectsAnInvalidNumberOfCoins() {
        assertThatThrownBy(() -> new MarketSimulator(20_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid simulation of 20001 coins: use 1 to 20000 coins.");
    }
}
