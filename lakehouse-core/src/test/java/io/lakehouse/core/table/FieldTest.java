package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FieldTest {

    private static final Field<Instant> LAST_UPDATED = Field.timestamp("last_updated");
    private static final Field<LocalDate> PARTITION_DATE = Field.date("partition_date");

    static Stream<Arguments> fieldsOfEveryType() {
        StructType roi = new StructType().add("times", DataTypes.DoubleType);
        return Stream.of(
                Arguments.of(Field.string("f"), DataTypes.StringType, String.class, "f string"),
                Arguments.of(Field.bool("f"), DataTypes.BooleanType, Boolean.class, "f boolean"),
                Arguments.of(Field.integer("f"), DataTypes.IntegerType, Integer.class, "f int"),
                Arguments.of(Field.bigint("f"), DataTypes.LongType, Long.class, "f bigint"),
                Arguments.of(Field.float64("f"), DataTypes.DoubleType, Double.class, "f double"),
                Arguments.of(
                        Field.decimal("f", 38, 18),
                        DataTypes.createDecimalType(38, 18),
                        BigDecimal.class,
                        "f decimal(38,18)"),
                Arguments.of(Field.date("f"), DataTypes.DateType, LocalDate.class, "f date"),
                Arguments.of(Field.timestamp("f"), DataTypes.TimestampType, Instant.class, "f timestamp"),
                Arguments.of(
                        Field.struct("f", Field.float64("times")), roi, RowValues.class, "f struct<times: double>"));
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("fieldsOfEveryType")
    void hasTheSparkTypeOfItsFactory(Field<?> field, DataType sparkType, Class<?> javaType, String text) {
        assertThat(field.type().sparkType()).isEqualTo(sparkType);
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("fieldsOfEveryType")
    void hasTheJavaTypeOfItsFactory(Field<?> field, DataType sparkType, Class<?> javaType, String text) {
        assertThat(field.type().javaType()).isEqualTo(javaType);
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("fieldsOfEveryType")
    void isWrittenAsNameAndType(Field<?> field, DataType sparkType, Class<?> javaType, String text) {
        assertThat(field).hasToString(text);
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("fieldsOfEveryType")
    @DefaultLocale("tr-TR")
    void isWrittenTheSameInTurkish(Field<?> field, DataType sparkType, Class<?> javaType, String text) {
        assertThat(field).hasToString(text);
    }

    @Test
    void isOptionalUntilSaidOtherwise() {
        assertThat(Field.string("id").isRequired()).isFalse();
    }

    @Test
    void hasNoCommentUntilSaidOtherwise() {
        assertThat(Field.string("id").comment()).isEmpty();
    }

    @Test
    void isNotDerivedUntilSaidOtherwise() {
        assertThat(Field.string("id").derivedFrom()).isEmpty();
    }

    @Test
    void hasNoDerivationUntilSaidOtherwise() {
        assertThat(Field.string("id").derivation()).isEmpty();
    }

    @Test
    void requiredFieldSaysNotNull() {
        assertThat(Field.string("id").required("CoinGecko id")).hasToString("id string not null");
    }

    @Test
    void requiredLeavesTheFieldItStartsFromAsItWas() {
        Field<String> id = Field.string("id");

        Field<String> required = id.required("CoinGecko id");

        assertThat(id.isRequired()).isFalse();
        assertThat(required.isRequired()).isTrue();
    }

    @Test
    void optionalTakesRequiredBack() {
        assertThat(Field.string("id").required("first").optional("second").isRequired())
                .isFalse();
    }

    @Test
    void theLastCommentCounts() {
        assertThat(Field.string("id").required("first").optional("second").comment())
                .isEqualTo("second");
    }

    @Test
    void derivedFieldKnowsItsSource() {
        assertThat(PARTITION_DATE
                        .derivedFrom(LAST_UPDATED, functions::to_date)
                        .derivedFrom()
                        .orElseThrow())
                .isSameAs(LAST_UPDATED);
    }

    @Test
    void derivedFieldComputesItselfFromItsSource() {
        assertThat(PARTITION_DATE.derivedFrom(LAST_UPDATED, functions::to_date).derivation())
                .contains(functions.to_date(functions.col("last_updated")));
    }

    @Test
    void derivedFieldAdmitsNullWhenItsSourceDoes() {
        assertThat(PARTITION_DATE.derivedFrom(LAST_UPDATED, functions::to_date).isRequired())
                .isFalse();
    }

    @Test
    void derivedFieldStaysRequiredWhenSaidSo() {
        assertThat(PARTITION_DATE
                        .required("UTC")
                        .derivedFrom(LAST_UPDATED, functions::to_date)
                        .isRequired())
                .isTrue();
    }

    @Test
    void derivedFieldIsOptionalWhenSaidAfterwards() {
        assertThat(PARTITION_DATE
                        .derivedFrom(LAST_UPDATED.required("UTC"), functions::to_date)
                        .optional("UTC")
                        .isRequired())
                .isFalse();
    }

    @Test
    void derivedFieldRefusesNullWhenItsSourceDoes() {
        assertThat(PARTITION_DATE
                        .derivedFrom(LAST_UPDATED.required("UTC"), functions::to_date)
                        .isRequired())
                .isTrue();
    }

    @Test
    void derivedFieldWithoutCommentNamesItsSource() {
        assertThat(PARTITION_DATE.derivedFrom(LAST_UPDATED, functions::to_date).comment())
                .isEqualTo("derived from last_updated");
    }

    @Test
    void derivedFieldKeepsItsOwnComment() {
        assertThat(PARTITION_DATE
                        .optional("UTC day")
                        .derivedFrom(LAST_UPDATED, functions::to_date)
                        .comment())
                .isEqualTo("UTC day");
    }

    @Test
    void requiredAfterwardsLeavesTheDerivation() {
        assertThat(PARTITION_DATE
                        .derivedFrom(LAST_UPDATED.required("UTC"), functions::to_date)
                        .required("UTC day")
                        .derivation())
                .contains(functions.to_date(functions.col("last_updated")));
    }

    @Test
    void optionalAfterwardsLeavesTheDerivation() {
        assertThat(PARTITION_DATE
                        .derivedFrom(LAST_UPDATED, functions::to_date)
                        .optional("UTC day")
                        .derivation())
                .contains(functions.to_date(functions.col("last_updated")));
    }

    @Test
    void givesTheColumnOfItsName() {
        assertThat(LAST_UPDATED.col()).isEqualTo(functions.col("last_updated"));
    }

    @Test
    void givesTheColumnOfAnAliasedDataset() {
        assertThat(LAST_UPDATED.of("source")).isEqualTo(functions.col("source.last_updated"));
    }

    @Test
    void requiredFieldIsStoredNotNullWithItsComment() {
        Metadata comment =
                new MetadataBuilder().putString("comment", "CoinGecko id").build();

        assertThat(Field.string("id").required("CoinGecko id").toStructField())
                .isEqualTo(new StructField("id", DataTypes.StringType, false, comment));
    }

    @Test
    void optionalFieldWithoutCommentIsStoredNullableWithoutMetadata() {
        assertThat(Field.bigint("total_volume").toStructField())
                .isEqualTo(new StructField("total_volume", DataTypes.LongType, true, Metadata.empty()));
    }

    @Test
    void nestedFieldsAreStoredWithTheirOwnNullabilityAndComment() {
        Field<RowValues> roi = Field.struct(
                "roi",
                Field.float64("times").required("gain"),
                Field.string("currency").optional("ISO"));

        assertThat(roi.toStructField().dataType())
                .isEqualTo(new StructType()
                        .add("times", DataTypes.DoubleType, false, "gain")
                        .add("currency", DataTypes.StringType, true, "ISO"));
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("fieldsOfEveryType")
    void isReadFromItsColumn(Field<?> field, DataType sparkType, Class<?> javaType, String text) {
        StructField column = field.required("meaning").toStructField();

        assertThat(Field.from(column).toStructField()).isEqualTo(column);
    }

    @Test
    void isReadFromAColumnOfAnyName() {
        assertThat(Field.from(new StructField("Größe in m", DataTypes.DoubleType, true, Metadata.empty())))
                .hasToString("Größe in m double");
    }

    @Test
    void isOptionalIfItsColumnIsNullable() {
        assertThat(Field.from(new StructField("id", DataTypes.LongType, true, Metadata.empty()))
                        .isRequired())
                .isFalse();
    }

    @Test
    void isRequiredIfItsColumnIsNotNull() {
        assertThat(Field.from(new StructField("id", DataTypes.LongType, false, Metadata.empty()))
                        .isRequired())
                .isTrue();
    }

    @Test
    void hasNoCommentIfItsColumnHasNone() {
        assertThat(Field.from(new StructField("id", DataTypes.LongType, true, Metadata.empty()))
                        .comment())
                .isEmpty();
    }

    @Test
    void refusesAColumnOfAnUnknownType() {
        assertThatThrownBy(() -> Field.from(new StructField("id", DataTypes.NullType, true, Metadata.empty())))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown type void: fields have no values of it.");
    }
}
