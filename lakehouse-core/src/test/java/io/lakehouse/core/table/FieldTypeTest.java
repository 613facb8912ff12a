package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

// An exponent that is written out would run for minutes, and arithmetic cannot be interrupted.
@Timeout(value = 5, threadMode = ThreadMode.SEPARATE_THREAD)
class FieldTypeTest {

    private static final Field<Instant> TIMESTAMP = Field.timestamp("last_updated");
    private static final Field<LocalDate> DATE = Field.date("partition_date");

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "a\uD83Db", "\uDE00\uD83D"})
    void refusesHalvesOfSurrogatePairsWhichWouldBeStoredAsQuestionMarks(String half) {
        assertThat(FieldType.STRING.misfit(half))
                .contains("it contains an unpaired surrogate, which is not a character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\uD83D\uDE00", "\u0000", "\u202E"})
    void everyOtherTextFits(String text) {
        assertThat(FieldType.STRING.misfit(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            PRECISION | SCALE | VALUE                                    | STORED
            38        | 18    | 1                                        | 1.000000000000000000
            38        | 18    | -1                                       | -1.000000000000000000
            38        | 18    | 1e-18                                    | 0.000000000000000001
            38        | 18    | -1e-18                                   | -0.000000000000000001
            38        | 18    | 1E+19                                    | 10000000000000000000.000000000000000000
            38        | 18    | 99999999999999999999.999999999999999999  | 99999999999999999999.999999999999999999
            38        | 18    | -99999999999999999999.999999999999999999 | -99999999999999999999.999999999999999999
            38        | 18    | 1.50000000000000000000000000000000000000 | 1.500000000000000000
            38        | 18    | 10E-19                                   | 0.000000000000000001
            38        | 18    | 0                                        | 0.000000000000000000
            38        | 18    | 0E-40                                    | 0.000000000000000000
            38        | 18    | 0E+40                                    | 0.000000000000000000
            38        | 18    | 0E-999999999                             | 0.000000000000000000
            38        | 18    | 0E+999999999                             | 0.000000000000000000
            38        | 0     | 1E+37                                    | 10000000000000000000000000000000000000
            38        | 38    | 1E-38                                    | 0.00000000000000000000000000000000000001
            38        | 38    | 0                                        | 0.00000000000000000000000000000000000000
            5         | 2     | 999.99                                   | 999.99
            5         | 2     | -999.99                                  | -999.99
            5         | 2     | 1E+2                                     | 100.00
            5         | 2     | 7.1000                                   | 7.10
            1         | 0     | 9                                        | 9
            1         | 1     | 0.9                                      | 0.9
            """)
    void storesDecimalsThatFitExactlyAtTheScaleOfTheField(
            int precision, int scale, BigDecimal value, BigDecimal stored) {
        Field<BigDecimal> field = Field.decimal("price", precision, scale);

        assertThat(RowValues.of(List.of(field)).set(field, value).toRow().get(0))
                .isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            PRECISION | SCALE | VALUE                   | REASON
            38        | 18    | 1e-30                   | it has 30 decimals, the field holds 18
            38        | 18    | -1e-30                  | it has 30 decimals, the field holds 18
            38        | 18    | 1.0000000000000000001   | it has 19 decimals, the field holds 18
            38        | 18    | 1E+30                   | it has 31 digits before the point, the field holds 20
            38        | 18    | -1E+30                  | it has 31 digits before the point, the field holds 20
            38        | 18    | 1E+20                   | it has 21 digits before the point, the field holds 20
            38        | 18    | 100000000000000000000.5 | it has 21 digits before the point, the field holds 20
            38        | 38    | 1.5                     | it has 1 digit before the point, the field holds 0
            38        | 0     | 12.25                   | it has 2 decimals, the field holds 0
            5         | 2     | 0.001                   | it has 3 decimals, the field holds 2
            5         | 2     | -0.001                  | it has 3 decimals, the field holds 2
            5         | 2     | 1000                    | it has 4 digits before the point, the field holds 3
            5         | 2     | -1000.00                | it has 4 digits before the point, the field holds 3
            5         | 2     | 1000.001                | it has 4 digits before the point, the field holds 3
            5         | 2     | 1e999999999             | it has 1000000000 digits before the point, the field holds 3
            5         | 2     | -1e999999999            | it has 1000000000 digits before the point, the field holds 3
            5         | 2     | 1e-999999999            | it has 999999999 decimals, the field holds 2
            5         | 2     | 1e2147483647            | it has 2147483648 digits before the point, the field holds 3
            38        | 18    | 100e2147483647          | it has 2147483650 digits before the point, the field holds 20
            5         | 2     | 1e-2147483647           | it has 2147483647 decimals, the field holds 2
            """)
    void refusesDecimalsThatWouldBeRoundedOrCut(int precision, int scale, BigDecimal value, String reason) {
        assertThat(Field.decimal("price", precision, scale).type().misfit(value))
                .contains(reason);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 0", "39, 18", "38, -1", "10, 11", "38, 39"})
    void refusesPrecisionsAndScalesThatSparkCannotHold(int precision, int scale) {
        assertThatThrownBy(() -> Field.decimal("price", precision, scale))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid decimal(" + precision + "," + scale
                        + "): use a precision of 1 to 38 and a scale of 0 to the precision.");
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "38, 0", "38, 38"})
    void takesPrecisionsAndScalesUpToTheirBounds(int precision, int scale) {
        assertThat(Field.decimal("price", precision, scale).type())
                .hasToString("decimal(" + precision + "," + scale + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "1970-01-01T00:00:00Z",
                "2025-03-04T14:45:50.123456Z",
                "9999-12-31T23:59:59.999999Z"
            })
    void storesTimestampsToTheMicrosecond(Instant value) {
        assertThat(RowValues.of(List.of(TIMESTAMP))
                        .set(TIMESTAMP, value)
                        .toRow()
                        .get(0))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-03-04T14:45:50.123456789Z",
                "2025-03-04T14:45:50.000000001Z",
                "1969-12-31T23:59:59.999999999Z"
            })
    void refusesTimestampsWithNanoseconds(Instant value) {
        assertThat(TIMESTAMP.type().misfit(value)).contains("it has nanoseconds, the field holds microseconds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-0001-06-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "0000-12-31T23:59:59.999999Z",
                "+10000-01-01T00:00:00Z"
            })
    void refusesTimestampsOutsideOfYears1To9999(Instant value) {
        assertThat(TIMESTAMP.type().misfit(value)).contains("its year is outside 1 to 9999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01", "1970-01-01", "2024-02-29", "9999-12-31"})
    void storesDates(LocalDate value) {
        assertThat(RowValues.of(List.of(DATE)).set(DATE, value).toRow().get(0)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0001-06-01", "0000-12-31", "+10000-01-01", "-999999999-01-01", "+999999999-12-31"})
    void refusesDatesOutsideOfYears1To9999(LocalDate value) {
        assertThat(DATE.type().misfit(value)).contains("its year is outside 1 to 9999");
    }

    static Stream<Arguments> extremeValues() {
        return Stream.of(
                Arguments.of(Field.string("f"), ""),
                Arguments.of(Field.string("f"), "\u0000"),
                Arguments.of(Field.bool("f"), false),
                Arguments.of(Field.integer("f"), Integer.MIN_VALUE),
                Arguments.of(Field.bigint("f"), Long.MAX_VALUE),
                Arguments.of(Field.float64("f"), Double.NaN),
                Arguments.of(Field.float64("f"), Double.NEGATIVE_INFINITY));
    }

    @ParameterizedTest
    @MethodSource("extremeValues")
    <T> void storesEveryValueOfTheOtherTypesAsItIs(Field<T> field, T value) {
        assertThat(RowValues.of(List.of(field)).set(field, value).toRow().get(0))
                .isEqualTo(value);
    }

    @Test
    void reportsNoMisfitForAValueThatFits() {
        assertThat(Field.decimal("price", 5, 2).type().misfit(new BigDecimal("999.99")))
                .isEmpty();
    }

    static Stream<Field<?>> fieldsOfEveryType() {
        return FieldValues.fieldsOf(EveryFieldType.VALUES).stream();
    }

    @ParameterizedTest
    @MethodSource("fieldsOfEveryType")
    void knowsTheSparkTypeOfEveryField(Field<?> field) {
        assertThat(FieldType.isKnown(field.type().sparkType())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("fieldsOfEveryType")
    void hasTheSparkTypeThatItIsReadFrom(Field<?> field) {
        DataType type = field.type().sparkType();

        assertThat(FieldType.from(type).sparkType()).isEqualTo(type);
    }

    @ParameterizedTest
    @MethodSource("fieldsOfEveryType")
    void hasTheJavaTypeOfTheSparkTypeThatItIsReadFrom(Field<?> field) {
        assertThat(FieldType.from(field.type().sparkType()).javaType())
                .isEqualTo(field.type().javaType());
    }

    @Test
    void readsListsAndMapsAsThoseOfNullableValues() {
        DataType type = DataTypes.createArrayType(
                DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType, false), false);

        assertThat(FieldType.from(type).sparkType())
                .isEqualTo(DataTypes.createArrayType(
                        DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType, true), true));
    }

    @Test
    void readsStructsWithTheNullabilityAndCommentsOfTheirFields() {
        StructType type = new StructType()
                .add("Times", DataTypes.DoubleType, false, "gain")
                .add("a b", new StructType().add("x", DataTypes.ByteType, false, "inside"), true, "ISO");

        assertThat(FieldType.from(type).sparkType()).isEqualTo(type);
    }

    static Stream<Arguments> unknownTypes() {
        DataType days = DayTimeIntervalType.apply(DayTimeIntervalType.DAY());
        DataType years = YearMonthIntervalType.apply(YearMonthIntervalType.YEAR());
        return Stream.of(
                Arguments.of(DataTypes.NullType, "void"),
                Arguments.of(DataTypes.CalendarIntervalType, "interval"),
                Arguments.of(days, "interval day"),
                Arguments.of(years, "interval year"),
                Arguments.of(CharType.apply(3), "char(3)"),
                Arguments.of(VarcharType.apply(3), "varchar(3)"),
                Arguments.of(DataTypes.createArrayType(DataTypes.NullType), "void"),
                Arguments.of(DataTypes.createMapType(DataTypes.NullType, DataTypes.LongType), "void"),
                Arguments.of(DataTypes.createMapType(DataTypes.LongType, DataTypes.NullType), "void"),
                Arguments.of(new StructType().add("a", DataTypes.LongType).add("b", DataTypes.NullType), "void"),
                Arguments.of(DataTypes.createArrayType(new StructType().add("a", years)), "interval year"));
    }

    @ParameterizedTest
    @MethodSource("unknownTypes")
    void doesNotKnowTypesWithoutJavaValues(DataType type, String unknown) {
        assertThat(FieldType.isKnown(type)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("unknownTypes")
    void refusesToBeReadFromTypesWithoutJavaValues(DataType type, String unknown) {
        assertThatThrownBy(() -> FieldType.from(type))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown type " + unknown + ": fields have no values of it.");
    }

    @Test
    void doesNotKnowStructsWithoutFields() {
        assertThat(FieldType.isKnown(new StructType())).isFalse();
    }

    @Test
    void refusesToBeReadFromAStructWithoutFields() {
        assertThatThrownBy(() -> FieldType.from(new StructType()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid struct of the fields []: it needs at least one field, and each needs a unique name.");
    }
}
