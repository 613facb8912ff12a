package io.lakehouse.core.table;

import static io.lakehouse.core.table.FieldValues.edgeRows;
import static io.lakehouse.core.table.FieldValues.row;
import static io.lakehouse.core.table.RandomValues.FIRST_DAY;
import static io.lakehouse.core.table.RandomValues.LAST_DAY;
import static io.lakehouse.core.table.RandomValues.bigint;
import static io.lakehouse.core.table.RandomValues.integer;
import static io.lakehouse.core.table.RandomValues.list;
import static io.lakehouse.core.table.RandomValues.localTime;
import static io.lakehouse.core.table.RandomValues.map;
import static io.lakehouse.core.table.RandomValues.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A field of every type, with the values at its edges and random ones. */
final class EveryFieldType {

    private static final Field<String> STRING = Field.string("string");
    private static final Field<Boolean> BOOLEAN = Field.bool("boolean");
    private static final Field<Byte> BYTE = Field.of("byte", FieldType.BYTE);
    private static final Field<Short> SHORT = Field.of("short", FieldType.SHORT);
    private static final Field<Integer> INTEGER = Field.integer("integer");
    static final Field<Long> LONG = Field.bigint("long");
    private static final Field<Float> FLOAT = Field.of("float", FieldType.FLOAT);
    private static final Field<Double> DOUBLE = Field.float64("double");
    private static final Field<BigDecimal> DECIMAL = Field.decimal("decimal", 38, 18);
    private static final Field<byte[]> BINARY = Field.of("binary", FieldType.BINARY);
    private static final Field<LocalDate> DATE = Field.date("date");
    static final Field<Instant> TIMESTAMP = Field.timestamp("timestamp");
    private static final Field<LocalDateTime> TIMESTAMP_NTZ = Field.of("timestamp_ntz", FieldType.TIMESTAMP_NTZ);
    private static final Field<Duration> DURATION = Field.of("duration", FieldType.DURATION);
    private static final Field<Period> PERIOD = Field.of("period", FieldType.PERIOD);
    private static final Field<List<@Nullable BigDecimal>> ARRAY = Field.array("array", FieldType.decimal(38, 18));
    private static final Field<Map<String, @Nullable Instant>> MAP =
            Field.map("map", FieldType.STRING, FieldType.TIMESTAMP);
    private static final Field<RowValues> STRUCT = Field.struct("struct", DECIMAL, DATE);
    private static final Field<List<@Nullable RowValues>> NESTED =
            Field.array("nested", FieldType.struct(List.of(ARRAY, MAP, STRUCT)));

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

    private static final FieldValues<BigDecimal> DECIMALS = new FieldValues<>(
            DECIMAL,
            Stream.concat(
                            edgeDecimals(38, 18).stream(),
                            Stream.of("1E+19", "-1E+19", "0E+5", "0E-30", "0.10")
                                    .map(BigDecimal::new))
                    .toList(),
            RandomValues::decimal);
    private static final FieldValues<LocalDate> DATES =
            new FieldValues<>(DATE, EDGE_DAYS, random -> localTime(random).toLocalDate());
    private static final FieldValues<Instant> TIMESTAMPS = new FieldValues<>(
            TIMESTAMP,
            EDGE_TIMES.stream().map(time -> time.toInstant(ZoneOffset.UTC)).toList(),
            RandomValues::instant);
    private static final FieldValues<List<@Nullable BigDecimal>> ARRAYS = new FieldValues<>(
            ARRAY,
            List.of(List.of(), Collections.singletonList(null), Arrays.asList(BigDecimal.ONE, null, BigDecimal.ZERO)),
            random -> list(random, 4, DECIMALS.any()));
    private static final FieldValues<Map<String, @Nullable Instant>> MAPS = new FieldValues<>(
            MAP,
            List.of(Map.of(), Collections.singletonMap("", null), Map.of("", Instant.EPOCH, "😀", Instant.EPOCH)),
            random -> map(random, 3));
    private static final FieldValues<RowValues> STRUCTS = new FieldValues<>(
            STRUCT, edgeRows(List.of(DECIMALS, DATES)), random -> row(random, List.of(DECIMALS, DATES)));

    static final List<FieldValues<?>> VALUES = List.of(
            new FieldValues<>(
                    STRING,
                    List.of("", " ", "\0", "a\nb", "é", "e\u0301", "😀", "a😀b", "\uDBFF\uDFFF", "\uFFFF"),
                    random -> text(random, 20)),
            new FieldValues<>(BOOLEAN, List.of(true, false), Random::nextBoolean),
            new FieldValues<>(BYTE, List.of((byte) 0, (byte) -1, Byte.MIN_VALUE, Byte.MAX_VALUE), random ->
                    (byte) random.nextInt()),
            new FieldValues<>(SHORT, List.of((short) 0, (short) -1, Short.MIN_VALUE, Short.MAX_VALUE), random ->
                    (short) integer(random)),
            new FieldValues<>(INTEGER, List.of(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE), RandomValues::integer),
            new FieldValues<>(LONG, List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE), RandomValues::bigint),
            new FieldValues<>(
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
            new FieldValues<>(
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
            new FieldValues<>(
                    BINARY,
                    List.of(new byte[0], new byte[] {0}, new byte[] {Byte.MIN_VALUE, -1, Byte.MAX_VALUE}),
                    RandomValues::bytes),
            DATES,
            TIMESTAMPS,
            new FieldValues<>(TIMESTAMP_NTZ, EDGE_TIMES, RandomValues::localTime),
            new FieldValues<>(
                    DURATION,
                    Stream.of(0L, 1L, -1L, Long.MAX_VALUE, -Long.MAX_VALUE)
                            .map(EveryFieldType::micros)
                            .toList(),
                    random -> micros(Math.max(bigint(random), -Long.MAX_VALUE))),
            new FieldValues<>(
                    PERIOD,
                    Stream.of(0, 1, -1, 12, Integer.MAX_VALUE, -Integer.MAX_VALUE)
                            .map(EveryFieldType::months)
                            .toList(),
                    random -> months(Math.max(integer(random), -Integer.MAX_VALUE))),
            ARRAYS,
            MAPS,
            STRUCTS,
            new FieldValues<>(
                    NESTED,
                    List.of(
                            List.of(),
                            Collections.singletonList(null),
                            List.copyOf(edgeRows(List.of(ARRAYS, MAPS, STRUCTS)))),
                    random -> list(random, 3, each -> row(each, List.of(ARRAYS, MAPS, STRUCTS)))));

    private EveryFieldType() {}

    static List<BigDecimal> edgeDecimals(int precision, int scale) {
        BigDecimal unit = BigDecimal.ONE.movePointLeft(scale);
        BigDecimal greatest = new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), scale);
        return List.of(BigDecimal.ZERO, unit, unit.negate(), greatest, greatest.negate());
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    private static Period months(int months) {
        return Period.ofMonths(months).normalized();
    }
}
