package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.session.SessionSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Whatever fits a field comes back from a dataset as it went in. */
class RowValuesRoundTripIT {

    private static final Field<String> STRING = Field.string("string");
    private static final Field<Boolean> BOOLEAN = Field.bool("boolean");
    private static final Field<Byte> BYTE = Field.of("byte", FieldType.BYTE);
    private static final Field<Short> SHORT = Field.of("short", FieldType.SHORT);
    private static final Field<Integer> INTEGER = Field.integer("integer");
    private static final Field<Long> LONG = Field.bigint("long");
    private static final Field<Float> FLOAT = Field.of("float", FieldType.FLOAT);
    private static final Field<Double> DOUBLE = Field.float64("double");
    private static final Field<BigDecimal> DECIMAL = Field.decimal("decimal", 38, 18);
    private static final Field<byte[]> BINARY = Field.of("binary", FieldType.BINARY);
    private static final Field<LocalDate> DATE = Field.date("date");
    private static final Field<Instant> TIMESTAMP = Field.timestamp("timestamp");
    private static final Field<LocalDateTime> TIMESTAMP_NTZ = Field.of("timestamp_ntz", FieldType.TIMESTAMP_NTZ);
    private static final Field<Duration> DURATION = Field.of("duration", FieldType.DURATION);
    private static final Field<Period> PERIOD = Field.of("period", FieldType.PERIOD);
    private static final Field<List<@Nullable BigDecimal>> ARRAY = Field.array("array", FieldType.decimal(38, 18));
    private static final Field<Map<String, @Nullable Instant>> MAP =
            Field.map("map", FieldType.STRING, FieldType.TIMESTAMP);
    private static final Field<RowValues> STRUCT = Field.struct("struct", DECIMAL, DATE);
    private static final List<Field<?>> MADE = List.of(LONG, TIMESTAMP);
    private static final List<Field<?>> FIELDS = List.of(
            STRING,
            BOOLEAN,
            BYTE,
            SHORT,
            INTEGER,
            LONG,
            FLOAT,
            DOUBLE,
            DECIMAL,
            BINARY,
            DATE,
            TIMESTAMP,
            TIMESTAMP_NTZ,
            DURATION,
            PERIOD,
            ARRAY,
            MAP,
            STRUCT);

    private static final long FIRST_SECOND = LocalDate.of(1, 1, 1).toEpochDay() * 86_400;
    private static final long LAST_SECOND = LocalDate.of(9999, 12, 31).toEpochDay() * 86_400;

    private static @Nullable SparkSession spark;

    @BeforeContainer
    static void openSession() {
        spark = SessionSpec.fromEnvironment("round-trip").local().open();
    }

    @AfterContainer
    static void closeSession() {
        if (spark != null) {
            spark.stop();
        }
    }

    @Property(tries = 40)
    void everyValueComesBackAsItWentIn(@ForAll("batches") List<RowValues> rows) {
        SparkSession session = Objects.requireNonNull(spark);

        List<RowValues> back = RowValues.collect(RowValues.toDataset(session, FIELDS, rows), FIELDS);

        assertThat(back).isEqualTo(rows);
    }

    @Example
    void rowsMadeByExecutorsComeBackAsTheyWere() {
        SparkSession session = Objects.requireNonNull(spark);
        JavaRDD<RowValues> made = JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(List.of(1, 2, 3), 2)
                .map(number ->
                        RowValues.of(MADE).set(LONG, 1L * number).set(TIMESTAMP, Instant.EPOCH.plusNanos(7_000)));

        List<RowValues> back = RowValues.collect(RowValues.toDataset(session, MADE, made), MADE);

        assertThat(back).extracting(row -> row.get(LONG).orElseThrow()).containsExactly(1L, 2L, 3L);
        assertThat(back.get(0).get(TIMESTAMP)).contains(Instant.EPOCH.plusNanos(7_000));
    }

    @Example
    void aRowOfOtherFieldsMadeByAnExecutorFailsTheJob() {
        SparkSession session = Objects.requireNonNull(spark);
        JavaRDD<RowValues> made = JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(List.of(1), 1)
                .map(number -> RowValues.of(FIELDS));

        assertThatThrownBy(() -> RowValues.toDataset(session, MADE, made).count())
                .hasMessageContaining("Invalid row: its fields are [string, ")
                .hasMessageContaining("], not [long, timestamp]");
    }

    @Provide
    Arbitrary<List<RowValues>> batches() {
        return row().list().ofMinSize(1).ofMaxSize(15);
    }

    private static Arbitrary<RowValues> row() {
        return Combinators.combine(List.of(
                        value(STRING, Arbitraries.strings().ofMaxLength(20)),
                        value(BOOLEAN, Arbitraries.of(true, false)),
                        value(BYTE, Arbitraries.bytes()),
                        value(SHORT, Arbitraries.shorts()),
                        value(INTEGER, Arbitraries.integers()),
                        value(LONG, Arbitraries.longs()),
                        value(FLOAT, Arbitraries.floats()),
                        value(DOUBLE, Arbitraries.doubles()),
                        value(DECIMAL, decimals()),
                        value(BINARY, Arbitraries.bytes().array(byte[].class).ofMaxSize(10)),
                        value(
                                DATE,
                                instants()
                                        .map(instant ->
                                                instant.atOffset(ZoneOffset.UTC).toLocalDate())),
                        value(TIMESTAMP, instants()),
                        value(
                                TIMESTAMP_NTZ,
                                instants().map(instant -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC))),
                        value(DURATION, Arbitraries.longs().map(micros -> Duration.of(micros, ChronoUnit.MICROS))),
                        value(
                                PERIOD,
                                Arbitraries.integers()
                                        .map(months -> Period.ofMonths(months).normalized())),
                        value(ARRAY, decimals().injectNull(0.2).list().ofMaxSize(4)),
                        value(
                                MAP,
                                Arbitraries.maps(
                                                Arbitraries.strings().ofMaxLength(3),
                                                instants().injectNull(0.2))
                                        .ofMaxSize(3)),
                        value(STRUCT, structs())))
                .as(setters -> {
                    RowValues row = RowValues.of(FIELDS);
                    setters.forEach(setter -> setter.set(row));
                    return row;
                });
    }

    /** Sets a value, or leaves it NULL. */
    private interface Setter {
        void set(RowValues row);
    }

    private static <T> Arbitrary<Setter> value(Field<T> field, Arbitrary<T> values) {
        return values.<Setter>map(value -> row -> row.set(field, value)).edgeCases(cases -> cases.add(row -> {}));
    }

    private static Arbitrary<BigDecimal> decimals() {
        return Arbitraries.bigIntegers()
                .between(
                        BigInteger.TEN.pow(38).negate().add(BigInteger.ONE),
                        BigInteger.TEN.pow(38).subtract(BigInteger.ONE))
                .map(unscaled -> new BigDecimal(unscaled, 18));
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(FIRST_SECOND, LAST_SECOND),
                        Arbitraries.integers().between(0, 999_999))
                .as((second, micro) -> Instant.ofEpochSecond(second, micro * 1_000L));
    }

    private static Arbitrary<RowValues> structs() {
        return decimals().map(value -> RowValues.of(List.of(DECIMAL, DATE)).set(DECIMAL, value));
    }
}
