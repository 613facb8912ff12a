package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.table.RowValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketRecordTest {

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

        assertThat(MarketRecord.decode("{\"id\":\"a\",\"current_price\":" + written + "}", row))
                .isEmpty();
        assertThat(row.toString()).contains("[a, null, null, null, " + stored + ", null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"current_price":1e-30}                                | [current_price_fits]
            {"current_price":1e400}                                | [current_price_fits]
            {"current_price":1e999999999}                          | [current_price_fits]
            {"current_price":1e-9999999999}                        | [record_is_readable]
            {"unknown":1e-9999999999}                              | [record_is_readable]
            {"current_price":NaN}                                  | [current_price_fits]
            {"current_price":-Infinity}                            | [current_price_fits]
            {"current_price":"12"}                                 | [current_price_fits]
            {"current_price":true}                                 | [current_price_fits]
            {"current_price":[1]}                                  | [current_price_fits]
            {"current_price":"1", "ath": {}}                       | [current_price_fits, ath_fits]
            {"market_cap_rank":1.5}                                | [market_cap_rank_fits]
            {"market_cap_rank":3000000000}                         | [market_cap_rank_fits]
            {"market_cap_rank":1e999999999}                        | [market_cap_rank_fits]
            {"roi":5}                                              | [roi_fits]
            {"roi":{"times":"many"}}                               | [roi_fits]
            {"id":5}                                               | [id_fits]
            {"name":"\\ud83d"}                                    | [name_fits]
            {"last_updated":"yesterday"}                           | [last_updated_fits]
            {"last_updated":"2025-03-04T14:45:50"}                 | [last_updated_fits]
            {"last_updated":"2025-03-04T14:45:50.123456789Z"}      | [last_updated_fits]
            {"last_updated":"-999999999-01-01T00:00:00+18:00"}     | [last_updated_fits]
            {"last_updated":1741099550}                            | [last_updated_fits]
            {"id":"a","id":"b"}                                    | [record_is_readable]
            {"id":                                                 | [record_is_readable]
            null                                                   | [record_is_object]
            5                                                      | [record_is_object]
            "text"                                                 | [record_is_object]
            []                                                     | [record_is_object]
            {}                                                     | []
            {"id":null,"current_price":null,"last_updated":null}   | []
            {"id":" ","current_price":-1}                          | []
            {"market_cap_rank":1.0}                                | []
            """)
    void namesTheRulesThatARecordBreaks(String record, String broken) {
        assertThat(MarketRecord.decode(record, empty())).hasToString(broken);
    }

    @Test
    void acceptsUnknownFieldsAndNestedReturns() {
        RowValues row = empty();

        assertThat(MarketRecord.decode(
                        "{\"surprise\":{\"x\":[1]},\"roi\":{\"times\":12.5,\"currency\":\"btc\",\"percentage\":1250}}",
                        row))
                .isEmpty();
        assertThat(row.toString()).contains("[12.500000000000000000,btc,1250.000000000000000000]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"id":"a","last_updated":"2025-03-04T14:45:50.123Z"}                       | true
            {"last_updated":"2025-03-04T14:45:50+01:00","id":5}                        | true
            {"roi":{"last_updated":"2025-03-04T14:45:50Z"},"x":[{"last_updated":"y"}]} | false
            {"current_price":1e999999999,"last_updated":"2025-03-04T14:45:50Z"}        | true
            {"current_price":NaN,"last_updated":"2025-03-04T14:45:50Z"}                | true
            {"last_updated":"2025-03-04T14:45:50Z","id":"a","id":"b"}                  | false
            {"last_updated":"2025-03-04T14:45:50Z","last_updated":null}                | false
            {"last_updated":"2025-03-04T14:45:50Z"                                     | false
            {"last_updated":"2025-03-04T14:45:50.123456789Z"}                          | false
            {"last_updated":"-999999999-01-01T00:00:00+18:00"}                         | false
            {"last_updated":"2025-03-04T14:45:50"}                                     | false
            {"last_updated":1741099550}                                                | false
            {"last_updated":null}                                                      | false
            {}                                                                         | false
            ["last_updated","2025-03-04T14:45:50Z"]                                    | false
            "last_updated"                                                             | false
            """)
    void findsTheInstantOfARecord(String record, boolean isThere) {
        RowValues decoded = empty();
        MarketRecord.decode(record, decoded);

        assertThat(MarketRecord.lastUpdated(record))
                .isEqualTo(decoded.get(MarketFields.LAST_UPDATED))
                .matches(instant -> instant.isPresent() == isThere);
    }

    @Test
    void findsNoInstantInARecordWithAVeryLongNumber() {
        String record = "{\"last_updated\":\"2025-03-04T14:45:50Z\",\"ath\":" + "1".repeat(20_000) + "}";

        assertThat(MarketRecord.decode(record, empty())).containsExactly(MarketRecord.IS_READABLE);
        assertThat(MarketRecord.lastUpdated(record)).isEmpty();
    }

    private static RowValues empty() {
        return RowValues.of(MarketFields.ALL);
    }
}
