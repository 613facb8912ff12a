package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadReaderTest {

    @Test
    void readsEveryElementWhateverItIs() {
        assertThat(PayloadReader.read(bytes("[{\"id\":\"bitcoin\"}, null, 5, \"text\"]"), "a.json"))
                .hasSize(4);
    }

    @Test
    void readsAnEmptyArray() {
        assertThat(PayloadReader.read(bytes("[]"), "a.json")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"error":"x"}       | expected a JSON array of coins, found an object
            "text"              | expected a JSON array of coins, found a string
            17.5                | expected a JSON array of coins, found a number
            null                | expected a JSON array of coins, found null
            ''                  | expected a JSON array of coins, found nothing: it is empty
            <html><body>        | it is HTML, not JSON
            [{"id":"a"},{"id":  | it is cut off after 1 complete records
            [{"id":"a"},        | it is cut off after 1 complete records
            [                   | it is cut off after 0 complete records
            [{"id":"a"}] {}     | there is more after the end of the JSON array
            """)
    void namesTheInputAndTheReason(String content, String reason) {
        assertThatThrownBy(() -> PayloadReader.read(bytes(content), "a.json"))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("Cannot read a.json: " + reason + ".");
    }

    @Test
    void namesThePlaceOfWhatIsNotJson() {
        assertThatThrownBy(() -> PayloadReader.read(bytes("[\n{id: 1}]"), "a.json"))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageStartingWith("Cannot read a.json: it is not JSON at line 2, column 3: ");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
