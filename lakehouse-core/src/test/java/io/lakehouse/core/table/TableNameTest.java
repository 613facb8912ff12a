package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {

    private static final String RULES = "': use 1 to 255 bytes without slashes and control characters,"
            + " no blank at either end, and no dot first.";

    @ParameterizedTest
    @CsvSource({"bronze, BRONZE", "silver, SILVER", "gold, GOLD"})
    void takesEachLayer(String id, Layer layer) {
        assertThat(TableName.of(layer, "crypto_prices")).isEqualTo(new TableName(id, "crypto_prices"));
    }

    static Stream<String> names() {
        return Stream.of(
                "crypto_prices",
                "Prices",
                "1prices",
                "crypto-prices",
                "crypto prices",
                "prices.v2",
                "prices.",
                "größe",
                "__prices",
                "a`b",
                "x".repeat(255));
    }

    @ParameterizedTest
    @MethodSource("names")
    void takesAnySchema(String schema) {
        assertThat(TableName.of(schema, "crypto_prices").schema()).isEqualTo(schema);
    }

    @ParameterizedTest
    @MethodSource("names")
    void takesAnyName(String name) {
        assertThat(TableName.of("sales", name).name()).isEqualTo(name);
    }

    @Test
    void isWrittenAsSchemaAndName() {
        assertThat(TableName.of("silver", "crypto_prices")).hasToString("silver.crypto_prices");
    }

    @Test
    @DefaultLocale("tr-TR")
    void isWrittenTheSameInTurkish() {
        assertThat(TableName.of(Layer.SILVER, "crypto_prices")).hasToString("silver.crypto_prices");
    }

    static Stream<String> namesOfNoFolder() {
        return Stream.of(
                "",
                " ",
                " prices",
                "prices ",
                "a/b",
                "a\\b",
                "../prices",
                ".",
                "..",
                ".hidden",
                "a\nb",
                "\u0000",
                "x".repeat(256));
    }

    @ParameterizedTest
    @MethodSource("namesOfNoFolder")
    void refusesSchemasThatCannotBeAFolder(String schema) {
        assertThatThrownBy(() -> new TableName(schema, "prices"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid schema name '" + schema + RULES);
    }

    @ParameterizedTest
    @MethodSource("namesOfNoFolder")
    void refusesNamesThatCannotBeAFolder(String name) {
        assertThatThrownBy(() -> new TableName("gold", name))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table name '" + name + RULES);
    }

    @ParameterizedTest
    @EnumSource(Layer.class)
    void parsesWhatItWrites(Layer layer) {
        TableName name = TableName.of(layer, "crypto_prices");

        assertThat(TableName.parse(name.toString())).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SILVER.CRYPTO_PRICES", "Silver.Crypto_Prices"})
    @DefaultLocale("tr-TR")
    void foldsUpperCaseWhenParsingAlsoInTurkish(String text) {
        assertThat(TableName.parse(text)).isEqualTo(new TableName("silver", "crypto_prices"));
    }

    @Test
    void parsesAnySchema() {
        assertThat(TableName.parse("platinum.prices")).isEqualTo(new TableName("platinum", "prices"));
    }

    @Test
    void parsesTheSchemaUpToTheFirstDot() {
        assertThat(TableName.parse("gold.a.b")).isEqualTo(new TableName("gold", "a.b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "prices", "Silver"})
    void refusesToParseANameWithoutSchema(String text) {
        assertThatThrownBy(() -> TableName.parse(text))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table '" + text + "': write schema.name, for example silver.crypto_prices.");
    }

    @ParameterizedTest
    @CsvSource({"gold., ''", "gold..b, .b", "gold. prices, ' prices'", "gold.a/b, a/b"})
    void refusesToParseANameThatCannotBeAFolder(String text, String name) {
        assertThatThrownBy(() -> TableName.parse(text))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table name '" + name + RULES);
    }

    @ParameterizedTest
    @CsvSource({".prices, ''", "a/b.prices, a/b"})
    void refusesToParseASchemaThatCannotBeAFolder(String text, String schema) {
        assertThatThrownBy(() -> TableName.parse(text))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid schema name '" + schema + RULES);
    }
}
