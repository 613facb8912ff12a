package io.lakehouse.delta.spark;

import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Converts text to values and back as Spark's casts do in UTC, without running a query. */
public final class Casts {

    private static final Option<String> UTC = Option.apply("UTC");

    private Casts() {}

    /** Parses the text and formats the value as Spark does; null for NULL and for text that is not of the type. */
    public static @Nullable String canonical(@Nullable String text, DataType type) {
        Object value = read(text, type);
        return value == null ? null : String.valueOf(cast(new Literal(value, type), DataTypes.StringType));
    }

    static @Nullable Object read(@Nullable String text, DataType type) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        UTF8String string = UTF8String.fromString(text);
        return type.equals(DataTypes.StringType) ? string : cast(new Literal(string, DataTypes.StringType), type);
    }

    private static @Nullable Object cast(Literal literal, DataType type) {
        return new Cast(literal, type, UTC, EvalMode.LEGACY()).eval(null);
    }
}
