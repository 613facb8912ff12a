package io.lakehouse.delta.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.util.CharVarcharUtils;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** Columns that were declared as CHAR. Readers see their values filled up with blanks, whether or not files hold these. */
public final class CharColumns {

    private CharColumns() {}

    /** A value as such a column stores it; one that is too long fails the query. */
    public static Column asStored(Column value, int length) {
        return new Column(CharVarcharUtils.stringLengthCheck(value.expr(), new CharType(length)));
    }

    /** How long the values of each of them are. */
    public static Map<String, Integer> lengths(StructType schema) {
        Map<String, Integer> lengths = new LinkedHashMap<>();
        for (StructField column : schema.fields()) {
            Option<DataType> declared = CharVarcharUtils.getRawType(column.metadata());
            if (declared.isDefined() && declared.get() instanceof CharType type) {
                lengths.put(column.name(), type.length());
            }
        }
        return lengths;
    }
}
