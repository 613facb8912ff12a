package io.lakehouse.delta.spark;

import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A non-null value in Spark's internal form. Some values would change on conversion through Java's types. */
public final class SparkValue {

    private final Literal literal;

    private SparkValue(Literal literal) {
        this.literal = literal;
    }

    /** A value of a row or of an array. */
    static SparkValue of(Object internal, DataType type) {
        return new SparkValue(new Literal(internal instanceof UTF8String text ? text.copy() : internal, type));
    }

    /** A value from one of the Java types that a field accepts. */
    public static SparkValue ofJava(Object value, DataType type) {
        return new SparkValue(Literal.create(value, type));
    }

    /** Parses a partition value from the log or a folder name; empty for NULL and for text that is not of the type. */
    public static Optional<SparkValue> parse(@Nullable String text, DataType type, String zone) {
        return Optional.ofNullable(Casts.read(text, type, zone)).map(internal -> of(internal, type));
    }

    /** The text filled up with blanks to a length; other values as they are. */
    public SparkValue padded(int length) {
        return literal.value() instanceof UTF8String text
                ? of(UTF8String.fromString(CharColumns.padded(text.toString(), length)), literal.dataType())
                : this;
    }

    Literal literal() {
        return literal;
    }

    /** Its position in the order of its column; empty for types without an order here. */
    public Optional<ColumnOrder> order() {
        return ColumnOrder.ofInternal(literal.value());
    }

    /** The value as a Java date, number or string, the types by which a table can be partitioned. */
    public <T> T toJava(Class<T> type) {
        Object value = literal.value();
        if (type == LocalDate.class) {
            return type.cast(LocalDate.ofEpochDay((Integer) value));
        }
        return type.cast(type == String.class ? value.toString() : value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SparkValue that && literal.equals(that.literal);
    }

    @Override
    public int hashCode() {
        return literal.hashCode();
    }

    @Override
    public String toString() {
        return literal.toString();
    }
}
