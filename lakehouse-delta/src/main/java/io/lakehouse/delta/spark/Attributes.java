package io.lakehouse.delta.spark;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.types.StructType;

/** The columns of rows as references for expressions. */
public final class Attributes {

    private Attributes() {}

    /** New references to the columns of a schema. */
    public static List<Attribute> of(StructType schema) {
        return List.copyOf(ScalaLists.list(DataTypeUtils.toAttributes(schema)));
    }
}
