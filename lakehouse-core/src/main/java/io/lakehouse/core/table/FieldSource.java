package io.lakehouse.core.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Writes fields and their types as Java source. */
final class FieldSource {

    /** The types with a factory method of {@link Field}, and the Java types of their values. */
    private static final Map<DataType, List<String>> SHORT_FORMS = Map.of(
            DataTypes.StringType, List.of("string", "String"),
            DataTypes.BooleanType, List.of("bool", "Boolean"),
            DataTypes.IntegerType, List.of("integer", "Integer"),
            DataTypes.LongType, List.of("bigint", "Long"),
            DataTypes.DoubleType, List.of("float64", "Double"),
            DataTypes.DateType, List.of("date", "java.time.LocalDate"),
            DataTypes.TimestampType, List.of("timestamp", "java.time.Instant"));

    /** The other types without parts: their constants in {@link FieldType}, and the Java types of their values. */
    private static final Map<DataType, List<String>> CONSTANTS = Map.of(
            DataTypes.ByteType,
            List.of("BYTE", "Byte"),
            DataTypes.ShortType,
            List.of("SHORT", "Short"),
            DataTypes.FloatType,
            List.of("FLOAT", "Float"),
            DataTypes.BinaryType,
            List.of("BINARY", "byte[]"),
            DataTypes.TimestampNTZType,
            List.of("TIMESTAMP_NTZ", "java.time.LocalDateTime"),
            DataTypes.createDayTimeIntervalType(),
            List.of("DURATION", "java.time.Duration"),
            DataTypes.createYearMonthIntervalType(),
            List.of("PERIOD", "java.time.Period"));

    private static final Map<DataType, String> NAMES_OF_SHORT_FORMS = Map.of(
            DataTypes.StringType, "STRING",
            DataTypes.BooleanType, "BOOLEAN",
            DataTypes.IntegerType, "INTEGER",
            DataTypes.LongType, "LONG",
            DataTypes.DoubleType, "DOUBLE",
            DataTypes.DateType, "DATE",
            DataTypes.TimestampType, "TIMESTAMP");

    private FieldSource() {}

    /** The call that declares a field, without its nullability. */
    static String declared(String name, DataType type) {
        if (SHORT_FORMS.containsKey(type)) {
            return "Field." + SHORT_FORMS.get(type).get(0) + "(" + SpecSource.text(name) + ")";
        } else if (type instanceof DecimalType decimal) {
            return "Field.decimal(" + SpecSource.text(name) + ", " + decimal.precision() + ", " + decimal.scale() + ")";
        }
        return "Field.of(" + SpecSource.text(name) + ", " + type(type) + ")";
    }

    private static String type(DataType type) {
        if (type instanceof DecimalType decimal) {
            return "FieldType.decimal(" + decimal.precision() + ", " + decimal.scale() + ")";
        } else if (type instanceof ArrayType array) {
            return "FieldType.array(" + type(array.elementType()) + ")";
        } else if (type instanceof MapType map) {
            return "FieldType.map(" + type(map.keyType()) + ", " + type(map.valueType()) + ")";
        } else if (type instanceof StructType struct) {
            List<String> fields = new ArrayList<>();
            for (StructField field : struct.fields()) {
                fields.add(declared(field.name(), field.dataType()) + (field.nullable() ? ".optional(" : ".required(")
                        + SpecSource.text(field.getComment().getOrElse(() -> "")) + ")");
            }
            return "FieldType.struct(List.of(" + String.join(", ", fields) + "))";
        }
        String constant = NAMES_OF_SHORT_FORMS.get(type);
        return "FieldType." + (constant == null ? atomic(type).get(0) : constant);
    }

    /** The Java type of the values. */
    static String javaType(DataType type) {
        if (SHORT_FORMS.containsKey(type)) {
            return SHORT_FORMS.get(type).get(1);
        } else if (type instanceof DecimalType) {
            return "java.math.BigDecimal";
        } else if (type instanceof ArrayType array) {
            return "List<" + javaType(array.elementType()) + ">";
        } else if (type instanceof MapType map) {
            return "java.util.Map<" + javaType(map.keyType()) + ", " + javaType(map.valueType()) + ">";
        } else if (type instanceof StructType) {
            return "RowValues";
        }
        return atomic(type).get(1);
    }

    private static List<String> atomic(DataType type) {
        List<String> names = CONSTANTS.get(type);
        if (names == null) {
            throw new IllegalStateException("Fields have no type " + type.catalogString() + ".");
        }
        return names;
    }
}
