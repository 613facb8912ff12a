package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"i", "_", "_id", "id2", "crypto_prices"})
    void takesPlainNames(String name) {
        assertThat(Field.string(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "ID",
                "lastUpdated",
                "1id",
                "a.b",
                "a b",
                "a-b",
                " id",
                "id\n",
                "prix_\u00e9",
                "a`b",
                "\uD83D\uDE00"
            })
    void takesNamesOfAnyCharacters(String name) {
        assertThat(Field.string(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 129, 1000})
    void takesLongNames(int length) {
        String name = "a".repeat(length);

        assertThat(Field.string(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"__lakehouse", "_lakehouse_id", "a__lakehouse_id", "__id", "_metadata"})
    void takesNamesThatOnlyResembleReservedOnes(String name) {
        assertThat(Field.string(name).name()).isEqualTo(name);
    }

    @Test
    void refusesToBeWithoutName() {
        assertThatThrownBy(() -> Field.string(""))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid field name '': a column needs a name.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__lakehouse_", "__lakehouse_rank", "__LAKEHOUSE_RANK"})
    void refusesReservedNames(String name) {
        assertThatThrownBy(() -> Field.string(name))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid field name '" + name
                        + "': names that start with __lakehouse_ are reserved for the verbs; choose another.");
    }

    @ParameterizedTest
    @MethodSource("sqlOfNames")
    void givesTheColumnOfAnyName(String name, String sql) {
        assertThat(Field.string(name).col().expr().sql()).isEqualTo(sql);
    }

    @ParameterizedTest
    @MethodSource("sqlOfNames")
    void givesTheColumnOfAnyNameInAnAliasedDataset(String name, String sql) {
        assertThat(Field.string(name).of("source").expr().sql()).isEqualTo("source." + sql);
    }

    @Test
    void aDottedNameIsNoPathIntoAStruct() {
        assertThat(Field.string("a.b").col()).isNotEqualTo(functions.col("a.b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"idée", "IDÉE", "Idée"})
    @DefaultLocale("tr-TR")
    void isNamedInUpperAndLowerCaseAlsoInTurkish(String column) {
        assertThat(Field.string("idée").isNamed(column)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "i", "id ", "id2", "`id`"})
    void isNotNamedByAnythingElse(String column) {
        assertThat(Field.string("id").isNamed(column)).isFalse();
    }

    static Stream<Arguments> sqlOfNames() {
        return Stream.of(
                Arguments.of("id", "id"),
                Arguments.of("ID", "ID"),
                Arguments.of("lastUpdated", "lastUpdated"),
                Arguments.of("1st", "1st"),
                Arguments.of("2", "`2`"),
                Arguments.of(" ", "` `"),
                Arguments.of("a b", "`a b`"),
                Arguments.of("a.b", "`a.b`"),
                Arguments.of("a-b", "`a-b`"),
                Arguments.of("a\nb", "`a\nb`"),
                Arguments.of("größe", "`größe`"),
                Arguments.of("a`b", "`a``b`"),
                Arguments.of("`", "````"),
                Arguments.of("*", "`*`"));
    }
}
