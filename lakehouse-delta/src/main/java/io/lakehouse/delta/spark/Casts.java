package io.lakehouse.delta.spark;

import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Converts text to values and back as Spark's casts do, without running a query. */
public final class Casts {

    private Casts() {}

    /** Parses the text and formats the value as Spark does; null for NULL and for text that is not of the type. */
    public static @Nullable String canonical(@Nullable String text, DataType type, String zone) {
        Object value = read(text, type, zone);
        return value == null ? null : String.valueOf(cast(new Literal(value, type), DataTypes.StringType, zone));
    }

    static @Nullable Object read(@Nullable String text, DataType type, String zone) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        UTF8String string = UTF8String.fromString(text);
        return type.equals(DataTypes.StringType) ? string : cast(new Literal(string, DataTypes.StringType), type, zone);
    }

    private static @Nullable Object cast(Literal literal, DataType type, String zone) {
        return new Cast(literal, type, Option.apply(zone), EvalMode.LEGACY()).eval(null);
    }
}
