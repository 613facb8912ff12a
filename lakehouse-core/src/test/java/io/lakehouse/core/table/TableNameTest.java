package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {

    @ParameterizedTest
    @CsvSource({"bronze, BRONZE", "silver, SILVER", "gold, GOLD"})
    void takesEachLayer(String id, Layer layer) {
        assertThat(TableName.of(id, "crypto_prices")).isEqualTo(new TableName(layer, "crypto_prices"));
    }

    @Test
    void isWrittenAsLayerAndName() {
        assertThat(TableName.of("silver", "crypto_prices")).hasToString("silver.crypto_prices");
    }

    @Test
    @DefaultLocale("tr-TR")
    void isWrittenTheSameInTurkish() {
        assertThat(new TableName(Layer.SILVER, "crypto_prices")).hasToString("silver.crypto_prices");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "platinum", "SILVER", " silver"})
    void refusesUnknownLayers(String layer) {
        assertThatThrownBy(() -> TableName.of(layer, "crypto_prices"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown layer '" + layer + "' of table 'crypto_prices': use bronze, silver or gold.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Prices", "1prices", "a.b", "crypto-prices", "../prices"})
    void refusesNamesThatAreNotPlain(String name) {
        assertThatThrownBy(() -> new TableName(Layer.GOLD, name))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table name '" + name
                        + "': use 1 to 128 lower-case letters, digits and underscores, not starting with a digit.");
    }

    @ParameterizedTest
    @EnumSource(Layer.class)
    void parsesWhatItWrites(Layer layer) {
        TableName name = new TableName(layer, "crypto_prices");

        assertThat(TableName.parse(name.toString())).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SILVER.CRYPTO_PRICES", "Silver.Crypto_Prices"})
    @DefaultLocale("tr-TR")
    void foldsUpperCaseWhenParsingAlsoInTurkish(String text) {
        assertThat(TableName.parse(text)).isEqualTo(new TableName(Layer.SILVER, "crypto_prices"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "prices", "Silver"})
    void refusesToParseANameWithoutLayer(String text) {
        assertThatThrownBy(() -> TableName.parse(text))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table '" + text + "': write layer.name, for example silver.crypto_prices.");
    }

    @Test
    void refusesToParseAnUnknownLayer() {
        assertThatThrownBy(() -> TableName.parse("platinum.prices"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown layer 'platinum' of table 'prices': use bronze, silver or gold.");
    }

    @ParameterizedTest
    @CsvSource({"gold., ''", "gold.a.b, a.b", "gold. prices, ' prices'"})
    void refusesToParseANameThatIsNotPlain(String text, String name) {
        assertThatThrownBy(() -> TableName.parse(text))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table name '" + name
                        + "': use 1 to 128 lower-case letters, digits and underscores, not starting with a digit.");
    }
}
