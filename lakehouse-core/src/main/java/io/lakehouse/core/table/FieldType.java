package io.lakehouse.core.table;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A Spark type, the Java type of its values, and the check that a value fits exactly: no value is ever rounded,
 * truncated or turned into NULL on its way into a table.
 *
 * @param <T> the Java type of a value
 */
public final class FieldType<T> {

    /** Text. An unpaired surrogate does not fit, because it cannot be stored. */
    public static final FieldType<String> STRING = new FieldType<>(
            DataTypes.StringType, String.class, ExactFit::string, Function.identity(), Object::toString);

    public static final FieldType<Boolean> BOOLEAN = atomic(DataTypes.BooleanType, Boolean.class);
    public static final FieldType<Byte> BYTE = atomic(DataTypes.ByteType, Byte.class);
    public static final FieldType<Short> SHORT = atomic(DataTypes.ShortType, Short.class);
    public static final FieldType<Integer> INTEGER = atomic(DataTypes.IntegerType, Integer.class);
    public static final FieldType<Long> LONG = atomic(DataTypes.LongType, Long.class);
    public static final FieldType<Float> FLOAT = atomic(DataTypes.FloatType, Float.class);
    public static final FieldType<Double> DOUBLE = atomic(DataTypes.DoubleType, Double.class);
    public static final FieldType<byte[]> BINARY = new FieldType<>(
            DataTypes.BinaryType, byte[].class, FieldType::fits, byte[]::clone, value -> ((byte[]) value).clone());

    /** Dates, years 1 to 9999. */
    public static final FieldType<LocalDate> DATE = new FieldType<>(
            DataTypes.DateType,
            LocalDate.class,
            ExactFit::date,
            Function.identity(),
            days -> LocalDate.ofEpochDay((Integer) days));

    /** Instants with microsecond precision, years 1 to 9999. */
    public static final FieldType<Instant> TIMESTAMP = new FieldType<>(
            DataTypes.TimestampType,
            Instant.class,
            ExactFit::timestamp,
            Function.identity(),
            micros -> ExactFit.instant((Long) micros));

    /** Local timestamps without a time zone, with microsecond precision, years 1 to 9999. */
    public static final FieldType<LocalDateTime> TIMESTAMP_NTZ = new FieldType<>(
            DataTypes.TimestampNTZType,
            LocalDateTime.class,
            ExactFit::timestampNtz,
            Function.identity(),
            micros -> ExactFit.localDateTime((Long) micros));

    /** Durations with microsecond precision. Delta Lake cannot store them. */
    public static final FieldType<Duration> DURATION = new FieldType<>(
            DataTypes.createDayTimeIntervalType(),
            Duration.class,
            ExactFit::duration,
            Function.identity(),
            micros -> ExactFit.duration((Long) micros));

    /** Periods of years and months. Delta Lake cannot store them. */
    public static final FieldType<Period> PERIOD = new FieldType<>(
            DataTypes.createYearMonthIntervalType(),
            Period.class,
            ExactFit::period,
            Function.identity(),
            months -> Period.ofMonths((Integer) months).normalized());

    private static final List<FieldType<?>> ATOMIC = List.of(
            STRING,
            BOOLEAN,
            BYTE,
            SHORT,
            INTEGER,
            LONG,
            FLOAT,
            DOUBLE,
            BINARY,
            DATE,
            TIMESTAMP,
            TIMESTAMP_NTZ,
            DURATION,
            PERIOD);

    private final DataType sparkType;
    private final Class<T> javaType;
    private final Function<T, Optional<String>> misfit;
    private final Function<T, ?> toSpark;
    private final Function<Object, T> fromCatalyst;

    private FieldType(
            DataType sparkType,
            Class<T> javaType,
            Function<T, Optional<String>> misfit,
            Function<T, ?> toSpark,
            Function<Object, T> fromCatalyst) {
        this.sparkType = sparkType;
        this.javaType = javaType;
        this.misfit = misfit;
        this.toSpark = toSpark;
        this.fromCatalyst = fromCatalyst;
    }

    private static <V> FieldType<V> atomic(DataType sparkType, Class<V> javaType) {
        return new FieldType<>(sparkType, javaType, FieldType::fits, Function.identity(), javaType::cast);
    }

    @SuppressWarnings("unchecked") // a class object has no type arguments
    private static <V> Class<V> raw(Class<?> generic) {
        return (Class<V>) generic;
    }

    private static <V> Optional<String> fits(V value) {
        return Optional.empty();
    }

    /**
     * Exact decimals of at most {@code precision} digits, {@code scale} of them after the decimal point.
     *
     * @throws IllegalArgumentException unless the precision is 1 to 38 and the scale is 0 to the precision
     */
    public static FieldType<BigDecimal> decimal(int precision, int scale) {
        if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
            throw new IllegalArgumentException("Invalid decimal(" + precision + "," + scale
                    + "): use a precision of 1 to 38 and a scale of 0 to the precision.");
        }
        return new FieldType<>(
                DataTypes.createDecimalType(precision, scale),
                BigDecimal.class,
                value -> ExactFit.decimal(value, precision, scale),
                value -> value.setScale(scale, RoundingMode.UNNECESSARY),
                value -> ((Decimal) value).toJavaBigDecimal());
    }

    /** Whether Java has values of a Spark type. */
    public static boolean isKnown(DataType type) {
        if (type instanceof ArrayType array) {
            return isKnown(array.elementType());
        } else if (type instanceof MapType map) {
            return isKnown(map.keyType()) && isKnown(map.valueType());
        } else if (type instanceof StructType struct) {
            return struct.length() > 0 && Arrays.stream(struct.fields()).allMatch(field -> isKnown(field.dataType()));
        }
        return type instanceof DecimalType || ATOMIC.stream().anyMatch(atomic -> atomic.sparkType.equals(type));
    }

    /**
     * The type of the values of a column, with elements and map values that may be null.
     *
     * @throws IllegalArgumentException if Java has no values of this type
     */
    public static FieldType<?> from(DataType type) {
        if (type instanceof DecimalType decimal) {
            return decimal(decimal.precision(), decimal.scale());
        } else if (type instanceof ArrayType array) {
            return array(from(array.elementType()));
        } else if (type instanceof MapType map) {
            return map(from(map.keyType()), from(map.valueType()));
        } else if (type instanceof StructType struct) {
            return struct(
                    Arrays.stream(struct.fields()).<Field<?>>map(Field::from).toList());
        }
        for (FieldType<?> atomic : ATOMIC) {
            if (atomic.sparkType.equals(type)) {
                return atomic;
            }
        }
        throw new IllegalArgumentException("Unknown type " + type.catalogString() + ": fields have no values of it.");
    }

    /** Lists; an element may be null. */
    public static <E> FieldType<List<@Nullable E>> array(FieldType<E> element) {
        return new FieldType<>(
                DataTypes.createArrayType(element.sparkType, true),
                raw(List.class),
                values -> ExactFit.first(values.stream().map(element::nullableMisfit)),
                values -> values.stream().map(element::nullableToSpark).toList(),
                array -> CatalystValues.list(array, element));
    }

    /** Maps; a value may be null, a key may not. */
    public static <K, V> FieldType<Map<K, @Nullable V>> map(FieldType<K> key, FieldType<V> value) {
        return new FieldType<>(
                DataTypes.createMapType(key.sparkType, value.sparkType, true),
                raw(Map.class),
                map -> ExactFit.first(map.entrySet().stream()
                        .map(entry -> key.misfit(entry.getKey()).or(() -> value.nullableMisfit(entry.getValue())))),
                map -> {
                    Map<Object, @Nullable Object> converted = new LinkedHashMap<>();
                    map.forEach((each, mapped) -> converted.put(key.toSpark(each), value.nullableToSpark(mapped)));
                    return converted;
                },
                map -> CatalystValues.map(map, key, value));
    }

    /**
     * Nested records.
     *
     * @throws IllegalArgumentException if there are no fields, or two with the same name
     */
    public static FieldType<RowValues> struct(List<Field<?>> fields) {
        if (fields.isEmpty() || Set.copyOf(Fields.names(fields)).size() < fields.size()) {
            throw new IllegalArgumentException("Invalid struct of the fields " + Fields.names(fields)
                    + ": it needs at least one field, and each needs a unique name.");
        }
        return new FieldType<>(
                Fields.toStruct(fields),
                RowValues.class,
                value -> value.misfit(fields),
                RowValues::toRow,
                row -> CatalystValues.row(row, fields));
    }

    /** The Spark SQL type, for example {@code decimal(38,18)}. */
    public DataType sparkType() {
        return sparkType;
    }

    /** The Java class of a value; the raw class of a generic type. */
    public Class<T> javaType() {
        return javaType;
    }

    /** Why a value does not fit this type exactly, or empty when it does. */
    public Optional<String> misfit(T value) {
        return misfit.apply(value);
    }

    private Optional<String> nullableMisfit(@Nullable T value) {
        return value == null ? Optional.empty() : misfit(value);
    }

    /** Converts a value to the form that Spark's rows hold. The caller must have checked that it fits. */
    Object toSpark(T value) {
        return toSpark.apply(value);
    }

    private @Nullable Object nullableToSpark(@Nullable T value) {
        return value == null ? null : toSpark(value);
    }

    /** Converts a Catalyst value to Java. The values of Spark's external rows would be inexact for old dates. */
    T fromCatalyst(Object value) {
        return fromCatalyst.apply(value);
    }

    @Override
    public String toString() {
        return sparkType.sql().toLowerCase(Locale.ROOT);
    }
}
