package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehouse.core.table.RowValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarketRecordTest {

    private static final String WHEN = "\"last_updated\":\"2025-03-04T14:45:50.155Z\"";

    @ParameterizedTest
    @CsvSource({
        "1.231e-05, 0.000012310000000000",
        "4.6962e-11, 4.6962000E-11",
        "589253592357366.4, 589253592357366.400000000000000000",
        "79847, 79847.000000000000000000",
        "1E+2, 100.000000000000000000",
        "0, 0E-18"
    })
    void keepsNumbersExactly(String written, String stored) {
        RowValues row = empty();

        boolean fits = MarketRecord.decode(record("\"id\":\"a\",\"current_price\":" + written + "," + WHEN), row);

        assertThat(fits).isTrue();
        assertThat(row.toString()).contains("[a, null, null, null, " + stored + ", null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"id\":\"a\",\"current_price\":1e-30," + WHEN,
                "\"id\":\"a\",\"current_price\":1e400," + WHEN,
                "\"id\":\"a\",\"current_price\":\"12\"," + WHEN,
                "\"id\":\"a\",\"current_price\":true," + WHEN,
                "\"id\":\"a\",\"market_cap_rank\":1.5," + WHEN,
                "\"id\":\"a\",\"market_cap_rank\":3000000000," + WHEN,
                "\"id\":\"a\",\"roi\":5," + WHEN,
                "\"id\":\"a\",\"roi\":{\"times\":\"many\"}," + WHEN,
                "\"id\":5," + WHEN,
                "\"id\":null," + WHEN,
                "\"id\":\" \"," + WHEN,
                WHEN,
                "\"id\":\"a\"",
                "\"id\":\"a\",\"last_updated\":null",
                "\"id\":\"a\",\"last_updated\":\"yesterday\"",
                "\"id\":\"a\",\"last_updated\":\"2025-03-04T14:45:50\"",
                "\"id\":\"a\",\"last_updated\":\"-999999999-01-01T00:00:00+18:00\"",
                "\"id\":\"a\",\"last_updated\":1741099550"
            })
    void marksARecordThatDoesNotFit(String fields) {
        assertThat(MarketRecord.decode(record(fields), empty())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "5", "\"text\"", "[]"})
    void marksAnElementThatIsNoRecord(String element) {
        assertThat(MarketRecord.decode(MarketRecord.parse(element), empty())).isFalse();
    }

    @Test
    void takesNullsUnknownFieldsAndNestedReturns() {
        RowValues row = empty();

        boolean fits = MarketRecord.decode(
                record("\"id\":\"a\",\"max_supply\":null,\"surprise\":{\"x\":[1]},"
                        + "\"roi\":{\"times\":12.5,\"currency\":\"btc\",\"percentage\":1250}," + WHEN),
                row);

        assertThat(fits).isTrue();
        assertThat(row.toString()).contains("[12.500000000000000000,btc,1250.000000000000000000]");
    }

    private static RowValues empty() {
        return RowValues.of(MarketFields.ALL);
    }

    private static JsonNode record(String fields) {
        return MarketRecord.parse("{" + fields + "}");
    }
}
