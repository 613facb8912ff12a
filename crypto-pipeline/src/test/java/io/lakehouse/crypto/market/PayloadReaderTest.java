package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadReaderTest {

    @Test
    void returnsEveryElementAsWritten() {
        List<String> elements = List.of(
                "{\"id\": \"bitcoin\",\n \"id\":1.50e+007}",
                "null",
                "-5",
                "1.10",
                "1E2",
                "true",
                "\"te\\\"x\\u0041t\"",
                "[ ]",
                "{\"a\":[{\"b\":\"]}\"}]}");

        assertThat(PayloadReader.read(bytes(" [" + String.join(" ,\n", elements) + "\t]\n"), "a.json"))
                .isEqualTo(elements);
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "€uro", "😀", "比特币"})
    void findsElementsAfterMultibyteCharacters(String name) {
        String first = "{\"náme\":\"" + name + "\"}";

        assertThat(PayloadReader.read(
                        bytes("[" + first + ", \"" + "é".repeat(10_000) + "\",{\"id\":\"b\"} ]"), "a.json"))
                .hasSize(3)
                .startsWith(first)
                .endsWith("{\"id\":\"b\"}");
    }

    @Test
    void acceptsPoisonRecords() {
        List<String> poison = List.of(
                "{\"price\":NaN}",
                "{\"price\":-Infinity}",
                "Infinity",
                "9".repeat(401),
                "{\"price\":0." + "1".repeat(5_000) + "}",
                "1e400",
                "[".repeat(1000) + "]".repeat(1000),
                "{\"id\":\"\\ud800\"}");

        assertThat(PayloadReader.read(bytes("[" + String.join(",", poison) + "]"), "a.json"))
                .isEqualTo(poison);
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(PayloadReader.read(bytes("\uFEFF[1, \"é\"]"), "a.json")).containsExactly("1", "\"é\"");
    }

    @Test
    void rejectsElementsNestedTooDeep() {
        assertThatThrownBy(() -> PayloadReader.read(bytes("[".repeat(1002) + "]".repeat(1002)), "a.json"))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageStartingWith("Cannot read a.json: it is not JSON: Depth (1002) exceeds");
    }

    @ParameterizedTest
    @CsvSource({"ISO_8859_1, 0xE9 at offset 3", "UTF_16, 0xFE at offset 0"})
    void rejectsInvalidUtf8(String charset, String place) {
        byte[] content = "[\"aéb\"]".getBytes(Charset.forName(charset.replace('_', '-')));

        assertThatThrownBy(() -> PayloadReader.read(content, "a.json"))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("Cannot read a.json: it is not UTF-8: byte " + place + ".");
    }

    @Test
    void doesNotGuessAnotherEncoding() {
        assertThatThrownBy(() -> PayloadReader.read("[1]".getBytes(StandardCharsets.UTF_16LE), "a.json"))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageStartingWith("Cannot read a.json: it is not JSON at line 1, column 3: Illegal character");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void reportsAnArrayTruncatedInsideACharacter(int bytesLost) {
        byte[] content = bytes("[1,\"😀");

        assertThatThrownBy(() -> PayloadReader.read(Arrays.copyOf(content, content.length - bytesLost), "a.json"))
                .hasMessage("Cannot read a.json: it is cut off after 1 complete records.");
    }

    @Test
    void reportsPartOfACharacterAfterTheEnd() {
        assertThatThrownBy(() -> PayloadReader.read(new byte[] {'[', ']', (byte) 0xC3}, "a.json"))
                .hasMessageStartingWith("Cannot read a.json: it is not JSON at line 1, column 4: Unexpected");
    }

    @Test
    void findsTheIdOfARecord() {
        assertThat(PayloadReader.id("{\"roi\":{\"id\":\"x\"},\"id\":\"bit\\u0063oin\"}"))
                .contains("bitcoin");
        assertThat(PayloadReader.id("{\"price\":NaN,\"id\":null}")).isEmpty();
        assertThat(PayloadReader.id("[\"id\"]")).isEmpty();
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
            [{"id":"a"},{"x":tr | it is cut off after 1 complete records
            [1,nul              | it is cut off after 1 complete records
            [1,-                | it is cut off after 1 complete records
            [1,1e               | it is cut off after 1 complete records
            [1,2                | it is cut off after 2 complete records
            [1,"a\\            | it is cut off after 1 complete records
            [1,"a\\u00         | it is cut off after 1 complete records
            [                   | it is cut off after 0 complete records
            [{"id":"a"}] {}     | there is more after the end of the JSON array
            """)
    void namesTheInputAndTheReason(String content, String reason) {
        assertThatThrownBy(() -> PayloadReader.read(bytes(content), "a.json"))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("Cannot read a.json: " + reason + ".");
    }

    @Test
    void namesThePositionOfInvalidJson() {
        assertThatThrownBy(() -> PayloadReader.read(bytes("[\n{id: 1}]"), "a.json"))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageStartingWith("Cannot read a.json: it is not JSON at line 2, column 3: ");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
