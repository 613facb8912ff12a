package io.lakehouse.delta.spark;

import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A value, not NULL, as Spark holds it inside. On the way through Java's types some values become others. */
public final class SparkValue {

    private final Literal literal;

    private SparkValue(Literal literal) {
        this.literal = literal;
    }

    /** A value of a row or of an array. */
    static SparkValue of(Object internal, DataType type) {
        return new SparkValue(new Literal(internal instanceof UTF8String text ? text.copy() : internal, type));
    }

    /** A value of one of the Java types that a field takes. */
    public static SparkValue ofJava(Object value, DataType type) {
        return new SparkValue(Literal.create(value, type));
    }

    /** What a partition value of the log, or of a folder, is read as; empty for NULL and for what is none of the type. */
    public static Optional<SparkValue> parse(@Nullable String text, DataType type) {
        return Optional.ofNullable(Casts.read(text, type)).map(internal -> of(internal, type));
    }

    Literal literal() {
        return literal;
    }

    /** Where it stands in the order of its column; empty for types of which no order is known here. */
    public Optional<ColumnOrder> order() {
        return ColumnOrder.ofInternal(literal.value());
    }

    /** The same as a date, a number or a string of Java, which is what a table can be partitioned by. */
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
