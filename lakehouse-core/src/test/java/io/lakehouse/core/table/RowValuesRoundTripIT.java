package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.session.SessionSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever fits a field comes back from a dataset as it went in. How many seeds are tried is the system property {@code
 * model.seeds}, and they begin at {@code model.first}. The message of a failure names its seed.
 */
class RowValuesRoundTripIT {

    private static final int BATCHES_PER_SEED = 10;
    private static final int MAX_ROWS = 15;

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
    private static final Field<List<@Nullable RowValues>> NESTED =
            Field.array("nested", FieldType.struct(List.of(ARRAY, MAP, STRUCT)));

    private static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    /** Among them the days that the switch to the Gregorian calendar skipped. */
    private static final List<LocalDate> EDGE_DAYS = Stream.concat(
                    Stream.of(
                            FIRST_DAY,
                            LocalDate.of(1, 12, 31),
                            LocalDate.of(4, 2, 29),
                            LocalDate.of(1500, 2, 28),
                            LocalDate.of(1500, 3, 1),
                            LocalDate.of(1899, 12, 31),
                            LocalDate.of(1900, 1, 1),
                            LocalDate.of(1969, 12, 31),
                            LocalDate.EPOCH,
                            LocalDate.of(2000, 2, 29),
                            LocalDate.of(9999, 1, 1),
                            LAST_DAY),
                    LocalDate.of(1582, 10, 4).datesUntil(LocalDate.of(1582, 10, 16)))
            .toList();

    private static final List<LocalDateTime> EDGE_TIMES = EDGE_DAYS.stream()
            .flatMap(day ->
                    Stream.of(day.atStartOfDay(), day.atStartOfDay().plusDays(1).minus(1, ChronoUnit.MICROS)))
            .toList();

    private static final Values<BigDecimal> DECIMALS = new Values<>(
            DECIMAL,
            Stream.concat(
                            edgeDecimals(38, 18).stream(),
                            Stream.of("1E+19", "-1E+19", "0E+5", "0E-30", "0.10")
                                    .map(BigDecimal::new))
                    .toList(),
            RowValuesRoundTripIT::decimal);
    private static final Values<LocalDate> DATES =
            new Values<>(DATE, EDGE_DAYS, random -> localTime(random).toLocalDate());
    private static final Values<Instant> TIMESTAMPS = new Values<>(
            TIMESTAMP,
            EDGE_TIMES.stream().map(time -> time.toInstant(ZoneOffset.UTC)).toList(),
            random -> localTime(random).toInstant(ZoneOffset.UTC));
    private static final Values<List<@Nullable BigDecimal>> ARRAYS = new Values<>(
            ARRAY,
            List.of(List.of(), Collections.singletonList(null), Arrays.asList(BigDecimal.ONE, null, BigDecimal.ZERO)),
            random -> list(random, 4, DECIMALS.any()));
    private static final Values<Map<String, @Nullable Instant>> MAPS = new Values<>(
            MAP,
            List.of(Map.of(), Collections.singletonMap("", null), Map.of("", Instant.EPOCH, "😀", Instant.EPOCH)),
            random -> map(random, 3));
    private static final Values<RowValues> STRUCTS =
            new Values<>(STRUCT, edgeRows(List.of(DECIMALS, DATES)), random -> row(random, List.of(DECIMALS, DATES)));

    private static final List<Values<?>> VALUES = List.of(
            new Values<>(
                    STRING,
                    List.of("", " ", "\0", "a\nb", "é", "e\u0301", "😀", "a😀b", "\uDBFF\uDFFF", "\uFFFF"),
                    random -> text(random, 20)),
            new Values<>(BOOLEAN, List.of(true, false), Random::nextBoolean),
            new Values<>(BYTE, List.of((byte) 0, (byte) -1, Byte.MIN_VALUE, Byte.MAX_VALUE), random ->
                    (byte) random.nextInt()),
            new Values<>(SHORT, List.of((short) 0, (short) -1, Short.MIN_VALUE, Short.MAX_VALUE), random ->
                    (short) integer(random)),
            new Values<>(INTEGER, List.of(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE), RowValuesRoundTripIT::integer),
            new Values<>(LONG, List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE), RowValuesRoundTripIT::bigint),
            new Values<>(
                    FLOAT,
                    List.of(
                            0.0f,
                            -0.0f,
                            0.1f,
                            Float.NaN,
                            Float.MIN_VALUE,
                            Float.MIN_NORMAL,
                            Float.MAX_VALUE,
                            -Float.MAX_VALUE,
                            Float.POSITIVE_INFINITY,
                            Float.NEGATIVE_INFINITY),
                    random -> Float.intBitsToFloat(random.nextInt())),
            new Values<>(
                    DOUBLE,
                    List.of(
                            0.0,
                            -0.0,
                            0.1,
                            Double.NaN,
                            Double.MIN_VALUE,
                            Double.MIN_NORMAL,
                            Double.MAX_VALUE,
                            -Double.MAX_VALUE,
                            Double.POSITIVE_INFINITY,
                            Double.NEGATIVE_INFINITY),
                    random -> Double.longBitsToDouble(random.nextLong())),
            DECIMALS,
            new Values<>(
                    BINARY,
                    List.of(new byte[0], new byte[] {0}, new byte[] {Byte.MIN_VALUE, -1, Byte.MAX_VALUE}),
                    RowValuesRoundTripIT::bytes),
            DATES,
            TIMESTAMPS,
            new Values<>(TIMESTAMP_NTZ, EDGE_TIMES, RowValuesRoundTripIT::localTime),
            new Values<>(
                    DURATION,
                    Stream.of(0L, 1L, -1L, Long.MAX_VALUE, -Long.MAX_VALUE)
                            .map(RowValuesRoundTripIT::micros)
                            .toList(),
                    random -> micros(Math.max(bigint(random), -Long.MAX_VALUE))),
            new Values<>(
                    PERIOD,
                    Stream.of(0, 1, -1, 12, Integer.MAX_VALUE, -Integer.MAX_VALUE)
                            .map(RowValuesRoundTripIT::months)
                            .toList(),
                    random -> months(Math.max(integer(random), -Integer.MAX_VALUE))),
            ARRAYS,
            MAPS,
            STRUCTS,
            new Values<>(
                    NESTED,
                    List.of(
                            List.of(),
                            Collections.singletonList(null),
                            List.copyOf(edgeRows(List.of(ARRAYS, MAPS, STRUCTS)))),
                    random -> list(random, 3, each -> row(each, List.of(ARRAYS, MAPS, STRUCTS)))));

    private static final List<Field<?>> FIELDS = fieldsOf(VALUES);
    private static final List<Field<?>> MADE = List.of(LONG, TIMESTAMP);

    private static @Nullable SparkSession spark;

    @BeforeAll
    static void openSession() {
        spark = SessionSpec.fromEnvironment("round-trip").local().open();
    }

    @AfterAll
    static void closeSession() {
        if (spark != null) {
            spark.stop();
        }
    }

    @Test
    void everyEdgeValueComesBackAsItWentIn() {
        List<RowValues> rows = edgeRows(VALUES);

        assertThat(roundTrip(FIELDS, rows)).isEqualTo(rows);
    }

    @Test
    void everyRandomValueComesBackAsItWentIn() {
        int seeds = Integer.getInteger("model.seeds", 4);
        long first = Long.getLong("model.first", 1);
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                Random random = new Random(seed);
                for (int batch = 0; batch < BATCHES_PER_SEED; batch++) {
                    List<RowValues> rows = Stream.generate(() -> row(random, VALUES))
                            .limit(1 + random.nextInt(MAX_ROWS))
                            .toList();
                    assertThat(roundTrip(FIELDS, rows)).isEqualTo(rows);
                }
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Spark keeps decimals of up to 18 digits in another form than longer ones. */
    @Test
    void decimalsOfEveryPrecisionAndScaleComeBackAsTheyWentIn() {
        List<Values<?>> decimals = new ArrayList<>();
        for (int precision = 1; precision <= 38; precision++) {
            for (int scale = 0; scale <= precision; scale++) {
                decimals.add(new Values<>(
                        Field.decimal("decimal_" + precision + "_" + scale, precision, scale),
                        edgeDecimals(precision, scale),
                        RowValuesRoundTripIT::decimal));
            }
        }
        List<RowValues> rows = edgeRows(decimals);

        assertThat(roundTrip(fieldsOf(decimals), rows)).isEqualTo(rows);
    }

    @Test
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

    @Test
    void aRowOfOtherFieldsMadeByAnExecutorFailsTheJob() {
        SparkSession session = Objects.requireNonNull(spark);
        JavaRDD<RowValues> made = JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(List.of(1), 1)
                .map(number -> RowValues.of(FIELDS));

        assertThatThrownBy(() -> RowValues.toDataset(session, MADE, made).count())
                .hasMessageContaining("Invalid row: its fields are [string, ")
                .hasMessageContaining("], not [long, timestamp]");
    }

    private static List<RowValues> roundTrip(List<Field<?>> fields, List<RowValues> rows) {
        return RowValues.collect(RowValues.toDataset(Objects.requireNonNull(spark), fields, rows), fields);
    }

    /** The values of a field: those at its edges, and any. */
    private record Values<T>(Field<T> field, List<T> edges, Function<Random, T> any) {

        /** Sets an edge, or leaves the field NULL after the last one. */
        void setEdge(RowValues row, int index) {
            if (index < edges.size()) {
                row.set(field, edges.get(index));
            }
        }

        void setAny(RowValues row, Random random) {
            switch (random.nextInt(8)) {
                case 0 -> {} // NULL
                case 1, 2 -> row.set(field, edges.get(random.nextInt(edges.size())));
                default -> row.set(field, any.apply(random));
            }
        }
    }

    private static List<Field<?>> fieldsOf(List<Values<?>> values) {
        return values.stream().<Field<?>>map(Values::field).toList();
    }

    /** Rows that hold every edge of every field; the last one holds nothing but NULL. */
    private static List<RowValues> edgeRows(List<Values<?>> values) {
        List<Field<?>> fields = fieldsOf(values);
        int most = values.stream().mapToInt(each -> each.edges().size()).max().orElse(0);
        return IntStream.rangeClosed(0, most)
                .mapToObj(index -> {
                    RowValues row = RowValues.of(fields);
                    values.forEach(each -> each.setEdge(row, index));
                    return row;
                })
                .toList();
    }

    private static RowValues row(Random random, List<Values<?>> values) {
        RowValues row = RowValues.of(fieldsOf(values));
        values.forEach(each -> each.setAny(row, random));
        return row;
    }

    private static List<BigDecimal> edgeDecimals(int precision, int scale) {
        BigDecimal unit = BigDecimal.ONE.movePointLeft(scale);
        BigDecimal greatest = new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), scale);
        return List.of(BigDecimal.ZERO, unit, unit.negate(), greatest, greatest.negate());
    }

    /** Of 38 digits at most, and of any scale up to 18. */
    private static BigDecimal decimal(Random random) {
        BigInteger unscaled = new BigInteger(random.nextInt(127), random);
        BigDecimal decimal = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), 18);
        return decimal.setScale(random.nextInt(19), RoundingMode.DOWN);
    }

    private static LocalDateTime localTime(Random random) {
        long days = FIRST_DAY.until(LAST_DAY, ChronoUnit.DAYS) + 1;
        return FIRST_DAY
                .atStartOfDay()
                .plusDays(random.nextLong(days))
                .plus(random.nextLong(Duration.ofDays(1).toSeconds() * 1_000_000), ChronoUnit.MICROS);
    }

    /** Of any number of bits. */
    private static int integer(Random random) {
        return random.nextInt() >> random.nextInt(Integer.SIZE);
    }

    /** Of any number of bits. */
    private static long bigint(Random random) {
        return random.nextLong() >> random.nextInt(Long.SIZE);
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    private static Period months(int months) {
        return Period.ofMonths(months).normalized();
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(11)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Half of it ASCII, the rest any characters of Unicode. */
    private static String text(Random random, int maxLength) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(maxLength + 1);
        while (text.length() < length) {
            int character = random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1);
            if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
                text.appendCodePoint(character);
            }
        }
        return text.toString();
    }

    private static <E> List<@Nullable E> list(Random random, int maxSize, Function<Random, E> element) {
        List<@Nullable E> list = new ArrayList<>();
        int size = random.nextInt(maxSize + 1);
        while (list.size() < size) {
            list.add(random.nextInt(5) == 0 ? null : element.apply(random));
        }
        return list;
    }

    private static Map<String, @Nullable Instant> map(Random random, int maxSize) {
        Map<String, @Nullable Instant> map = new LinkedHashMap<>();
        for (Instant value : list(random, maxSize, TIMESTAMPS.any())) {
            map.put(text(random, 3), value);
        }
        return map;
    }
}
