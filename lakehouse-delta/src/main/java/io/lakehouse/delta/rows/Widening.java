package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Conversions between types that keep every value as it is. */
final class Widening {

    /** The digits that an integer type needs. */
    private static final Map<DataType, Integer> DIGITS =
            Map.of(DataTypes.ByteType, 3, DataTypes.ShortType, 5, DataTypes.IntegerType, 10, DataTypes.LongType, 19);

    /** The types that hold every value of a type. */
    private static final Map<DataType, List<DataType>> WIDER = Map.of(
            DataTypes.ByteType,
            List.of(
                    DataTypes.ShortType,
                    DataTypes.IntegerType,
                    DataTypes.LongType,
                    DataTypes.FloatType,
                    DataTypes.DoubleType),
            DataTypes.ShortType,
            List.of(DataTypes.IntegerType, DataTypes.LongType, DataTypes.FloatType, DataTypes.DoubleType),
            DataTypes.IntegerType,
            List.of(DataTypes.LongType, DataTypes.DoubleType),
            DataTypes.FloatType,
            List.of(DataTypes.DoubleType));

    private Widening() {}

    /** The value as the wider type, which is the value itself if the types are the same; empty if it could change. */
    static Optional<Column> of(Column value, DataType from, DataType to) {
        if (DataType.equalsIgnoreNullability(from, to)) {
            return Optional.of(value);
        } else if (from.equals(DataTypes.NullType) || isWider(from, to)) {
            return Optional.of(value.cast(to));
        } else if (from instanceof StructType given && to instanceof StructType expected) {
            return ofStruct(value, given, expected);
        } else if (from instanceof ArrayType given && to instanceof ArrayType expected) {
            return isPossible(given.elementType(), expected.elementType())
                    ? Optional.of(transform(
                            value,
                            element -> of(element, given.elementType(), expected.elementType())
                                    .orElseThrow()))
                    : Optional.empty();
        } else if (from instanceof MapType given && to instanceof MapType expected) {
            // Structs in maps have to match: a cast goes by position.
            return isCast(given.keyType(), expected.keyType()) && isCast(given.valueType(), expected.valueType())
                    ? Optional.of(value.cast(to))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isPossible(DataType from, DataType to) {
        return of(lit(null), from, to).isPresent();
    }

    private static boolean isCast(DataType from, DataType to) {
        return DataType.equalsIgnoreNullability(from, to) || isWider(from, to);
    }

    private static boolean isWider(DataType from, DataType to) {
        if (to instanceof DecimalType wider) {
            int integerDigits = wider.precision() - wider.scale();
            return from instanceof DecimalType decimal
                    ? decimal.scale() <= wider.scale() && decimal.precision() - decimal.scale() <= integerDigits
                    : DIGITS.containsKey(from) && DIGITS.get(from) <= integerDigits;
        }
        return WIDER.getOrDefault(from, List.of()).contains(to);
    }

    /** Matches the fields by name, in upper or lower case. */
    private static Optional<Column> ofStruct(Column value, StructType given, StructType expected) {
        if (given.length() != expected.length()) {
            return Optional.empty();
        }
        List<Column> fields = new ArrayList<>();
        for (StructField field : expected.fields()) {
            Optional<Column> converted = Optional.empty();
            for (StructField candidate : given.fields()) {
                if (candidate.name().equalsIgnoreCase(field.name())) {
                    converted = of(value.getField(candidate.name()), candidate.dataType(), field.dataType());
                }
            }
            if (converted.isEmpty()) {
                return Optional.empty();
            }
            fields.add(converted.get().as(field.name()));
        }
        return Optional.of(when(value.isNotNull(), struct(fields.toArray(Column[]::new))));
    }
}
