package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InexactCastException;
import io.lakehouse.core.table.TableName;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Casts that keep the value exactly, or fail the query. */
final class ExactCasts {

    /** The start of the message of a failed cast, by which it is recognised in Spark's exceptions. */
    private static final String MARK = "[inexact cast] ";

    private static final int MAX_SHOWN = 500;

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
        Column cast = from.equals(DataTypes.StringType) && to instanceof DecimalType decimal
                ? exactDecimal(value, decimal)
                : expr("try_cast(" + name + " as " + to.sql() + ")");
        Column isExact = cast.isNotNull().and(coalesce(keepsValue(name, value, cast, from, to), lit(false)));
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

    private static Column keepsValue(String name, Column value, Column cast, DataType from, DataType to) {
        if (to.equals(DataTypes.StringType)) {
            return lit(true);
        } else if (!from.equals(DataTypes.StringType)) {
            return expr("try_cast(" + name + " as " + to.sql() + ")").cast(from).equalTo(value);
        } else if (to.equals(DataTypes.DateType)) {
            // A text with a time of day is no date.
            Column instant = expr("try_cast(" + name + " as timestamp_ntz)");
            return instant.isNull().or(cast.cast(DataTypes.TimestampNTZType).equalTo(instant));
        } else if (to.equals(DataTypes.TimestampType) || to.equals(DataTypes.TimestampNTZType)) {
            return not(value.rlike("\\.[0-9]{6}[0-9]*[1-9]"));
        }
        return lit(to instanceof NumericType || to.equals(DataTypes.BooleanType));
    }

    /** Spark rounds the decimals of a text. */
    private static Column exactDecimal(Column value, DecimalType type) {
        return udf(new ToDecimal(type.precision(), type.scale()), type).apply(value);
    }

    private record ToDecimal(int precision, int scale) implements UDF1<@Nullable String, @Nullable BigDecimal> {

        /** Enough for every decimal; parsing more digits takes long. */
        private static final int MAX_LENGTH = 200;

        @Override
        public @Nullable BigDecimal call(@Nullable String text) {
            if (text == null || text.length() > MAX_LENGTH) {
                return null;
            }
            try {
                BigDecimal value = new BigDecimal(text.strip());
                long integerDigits = (long) value.precision() - value.scale();
                boolean fits = value.signum() == 0
                        || (integerDigits <= precision - scale
                                && value.stripTrailingZeros().scale() <= scale);
                return fits ? value.setScale(scale) : null;
            } catch (NumberFormatException | ArithmeticException e) {
                return null;
            }
        }
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
                            verb,
                            table,
                            message.substring(mark + MARK.length())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                            e);
                }
            }
            throw e;
        }
    }
}
