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

/** Columns declared as CHAR. Readers see their values padded with blanks, whether or not the files contain them. */
public final class CharColumns {

    private CharColumns() {}

    /** A value as a CHAR column stores it. A value that is too long fails the query. */
    public static Column asStored(Column value, int length) {
        return new Column(CharVarcharUtils.stringLengthCheck(value.expr(), new CharType(length)));
    }

    /** A text as readers see it in a CHAR column of this length. */
    public static String padded(String text, int length) {
        int missing = length - text.codePointCount(0, text.length());
        return missing > 0 ? text + " ".repeat(missing) : text;
    }

    /** The CHAR columns with their lengths. */
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
