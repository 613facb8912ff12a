package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.rtrim;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InexactCastException;
import io.lakehouse.core.table.TableName;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Casts that keep the value exactly, or fail the query. */
final class ExactCasts {

    /** The start of the message of a failed cast, by which it is recognised in Spark's exceptions. */
    private static final String MARK = "[inexact cast] ";

    private static final int MAX_SHOWN = 500;

    /** The least number beyond a bigint, as which Spark takes the greatest bigint. */
    private static final double TWO_TO_63 = 0x1p63;

    /** A decimal number as text: the digits before the point, those after it, and the exponent. */
    private static final String NUMBER = "^\\s*[+-]?([0-9]*)\\.?([0-9]*)(?:[eE]([+-]?[0-9]{1,6}))?\\s*$";

    /** The beginning of a text with a day. */
    private static final String DAY = "^\\s*[+-]?[0-9]{4,7}-[0-9]{1,2}-[0-9]{1,2}";

    private ExactCasts() {}

    /**
     * Casts a value; empty if there is no exact cast between the types.
     *
     * @param name a column name that needs no quotes
     * @param column how the column is called in messages
     * @param row the row as text, for messages
     */
    static Optional<Column> of(String name, DataType from, DataType to, String column, Column row) {
        if (isNested(from) || isNested(to)) {
            return Optional.empty();
        }
        Column value = expr(name);
        Column cast = tryCast(name, to);
        Column isExact = cast.isNotNull().and(coalesce(keepsValue(name, value, from, to), lit(false)));
        Column message = concat(
                lit(MARK + "the value '"),
                substring(value.cast(DataTypes.StringType), 1, MAX_SHOWN),
                lit("' of column " + column + " is not exactly a " + to.catalogString() + ", in the row "),
                substring(row, 1, MAX_SHOWN));
        return Optional.of(when(value.isNull(), lit(null).cast(to))
                .when(isExact, cast)
                .otherwise(raise_error(message).cast(to)));
    }

    private static boolean isNested(DataType type) {
        return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
    }

    private static Column keepsValue(String name, Column value, DataType from, DataType to) {
        if (from.equals(DataTypes.StringType) && to instanceof DecimalType decimal) {
            return hasDecimals(value, decimal.scale());
        } else if (!from.equals(DataTypes.StringType)) {
            Column back = tryCast("try_cast(" + name + " as " + to.sql() + ")", from);
            boolean saturates = from instanceof FractionalType && to.equals(DataTypes.LongType);
            return saturates ? back.equalTo(value).and(value.lt(lit(TWO_TO_63))) : back.equalTo(value);
        } else if (to.equals(DataTypes.DateType)) {
            return value.rlike(DAY + "\\s*$");
        } else if (to.equals(DataTypes.TimestampType) || to.equals(DataTypes.TimestampNTZType)) {
            // Without a day, Spark takes today's. It drops what is below a microsecond.
            return value.rlike(DAY).and(not(value.rlike("\\.[0-9]{6}[0-9]*[1-9]")));
        } else if (to instanceof FractionalType) {
            Column shortest =
                    tryCast("cast(try_cast(" + name + " as " + to.sql() + ") as string)", DataTypes.DoubleType);
            Column isFinite = abs(shortest).lt(lit(Double.POSITIVE_INFINITY));
            return shortest.equalTo(tryCast(name, DataTypes.DoubleType))
                    .and(isFinite.or(value.rlike("(?i)^\\s*[+-]?(inf|nan)")));
        }
        return lit(to instanceof NumericType || to.equals(DataTypes.BooleanType));
    }

    private static Column tryCast(String expression, DataType type) {
        return expr("try_cast(" + expression + " as " + type.sql() + ")");
    }

    /** Whether a text is a number with no more decimals than this, not counting zeros at the end. Spark would round. */
    private static Column hasDecimals(Column text, int scale) {
        Column fraction = regexp_extract(text, NUMBER, 2);
        Column digits = concat(regexp_extract(text, NUMBER, 1), fraction);
        Column significant = rtrim(digits, "0");
        Column exponent = coalesce(
                when(regexp_extract(text, NUMBER, 3).notEqual(""), regexp_extract(text, NUMBER, 3))
                        .cast(DataTypes.IntegerType),
                lit(0));
        Column decimals = length(fraction)
                .minus(length(digits).minus(length(significant)))
                .minus(exponent);
        return text.rlike(NUMBER).and(significant.equalTo("").or(decimals.leq(scale)));
    }

    /**
     * Runs a query over cast values.
     *
     * @throws InexactCastException if one of them could not be cast exactly
     */
    static <T> T translating(String verb, TableName table, Supplier<T> query) {
        try {
            return query.get();
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                String message = String.valueOf(cause.getMessage());
                int mark = message.indexOf(MARK);
                if (mark >= 0 && cause.getCause() == null) {
                    throw RowErrors.inexactCast(
                            verb, table, message.substring(mark + MARK.length()).replaceAll("\\R", " "), e);
                }
            }
            throw e;
        }
    }
}
