package io.lakehouse.core.table;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * The pair of a Spark type and the Java type of its values, and what makes a Java value fit exactly: nothing is ever
 * rounded, cut or turned into NULL on its way into a table.
 *
 * @param <T> the Java type of a value
 */
public final class FieldType<T> {

    static final FieldType<String> STRING = new FieldType<>(DataTypes.StringType, String.class, FieldType::any);
    static final FieldType<Boolean> BOOLEAN = new FieldType<>(DataTypes.BooleanType, Boolean.class, FieldType::any);
    static final FieldType<Integer> INTEGER = new FieldType<>(DataTypes.IntegerType, Integer.class, FieldType::any);
    static final FieldType<Long> LONG = new FieldType<>(DataTypes.LongType, Long.class, FieldType::any);
    static final FieldType<Double> DOUBLE = new FieldType<>(DataTypes.DoubleType, Double.class, FieldType::any);
    static final FieldType<LocalDate> DATE =
            new FieldType<>(DataTypes.DateType, LocalDate.class, FieldType::dateMisfit);
    static final FieldType<Instant> TIMESTAMP =
            new FieldType<>(DataTypes.TimestampType, Instant.class, FieldType::timestampMisfit);

    private static final String OUTSIDE_OF_YEARS = "its year is outside 1 to 9999";
    private static final Instant FIRST_INSTANT = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final DataType sparkType;
    private final Class<T> javaType;
    private final Function<T, Optional<String>> misfit;

    private FieldType(DataType sparkType, Class<T> javaType, Function<T, Optional<String>> misfit) {
        this.sparkType = sparkType;
        this.javaType = javaType;
        this.misfit = misfit;
    }

    static FieldType<BigDecimal> decimal(int precision, int scale) {
        if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
            throw new IllegalArgumentException("Invalid decimal(" + precision + "," + scale
                    + "): the precision is 1 to 38 and the scale 0 to the precision.");
        }
        return new FieldType<>(
                DataTypes.createDecimalType(precision, scale),
                BigDecimal.class,
                value -> decimalMisfit(value, precision, scale));
    }

    static FieldType<RowValues> struct(List<Field<?>> fields) {
        if (fields.isEmpty() || Set.copyOf(Fields.names(fields)).size() < fields.size()) {
            throw new IllegalArgumentException("Invalid struct of the fields " + Fields.names(fields)
                    + ": it needs at least one, each of another name.");
        }
        return new FieldType<>(Fields.toStruct(fields), RowValues.class, value -> value.misfit(fields));
    }

    /** The Spark SQL type, for example {@code decimal(38,18)}. */
    public DataType sparkType() {
        return sparkType;
    }

    /** The class of a value in Java. */
    public Class<T> javaType() {
        return javaType;
    }

    /** Why a value does not fit this type exactly, or empty when it does. */
    public Optional<String> misfit(T value) {
        return misfit.apply(value);
    }

    @Override
    public String toString() {
        return sparkType.sql().toLowerCase(Locale.ROOT);
    }

    private static <V> Optional<String> any(V value) {
        return Optional.empty();
    }

    private static Optional<String> decimalMisfit(BigDecimal value, int precision, int scale) {
        if (value.signum() == 0) {
            return Optional.empty();
        }
        // Compared by exponents, because 1e999999999 written out would fill the memory.
        long integerDigits = (long) value.precision() - value.scale();
        if (integerDigits > precision - scale) {
            return Optional.of(
                    "it has " + integerDigits + " digits before the point, the field holds " + (precision - scale));
        }
        int decimals = value.scale() > scale ? value.stripTrailingZeros().scale() : value.scale();
        return decimals > scale
                ? Optional.of("it has " + decimals + " decimals, the field holds " + scale)
                : Optional.empty();
    }

    private static Optional<String> timestampMisfit(Instant value) {
        if (value.isBefore(FIRST_INSTANT) || value.isAfter(LAST_INSTANT)) {
            return Optional.of(OUTSIDE_OF_YEARS);
        }
        return value.truncatedTo(ChronoUnit.MICROS).equals(value)
                ? Optional.empty()
                : Optional.of("it has nanoseconds, the field holds microseconds");
    }

    private static Optional<String> dateMisfit(LocalDate value) {
        boolean inRange = value.getYear() >= 1 && value.getYear() <= 9999;
        return inRange ? Optional.empty() : Optional.of(OUTSIDE_OF_YEARS);
    }

    /** The value as Spark's rows hold it; the caller has checked that it fits. */
    Object toSpark(T value) {
        if (value instanceof BigDecimal decimal && sparkType instanceof DecimalType type) {
            return decimal.setScale(type.scale(), RoundingMode.UNNECESSARY);
        }
        return value instanceof RowValues row ? row.toRow() : value;
    }
}
