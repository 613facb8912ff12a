package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.CharColumns;
import io.lakehouse.delta.spark.ScalaLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.StructField;

/** What a table can have been given by somebody else that these verbs would break. */
final class TableFeatures {

    private static final Map<String, String> HARMED = Map.of(
            "delta.columnMapping.mode", "the log knows its columns by other names",
            "delta.enableChangeDataFeed", "its feed would show rows as changed that merely moved to another file",
            "delta.enableRowTracking", "rows that move to another file would lose their ids");

    private TableFeatures() {}

    /** The features of the table that the verbs do not keep, each with what would go wrong. */
    static List<String> harmed(Metadata metadata) {
        List<String> harmed = new ArrayList<>();
        Map<String, String> properties = ScalaLists.javaMap(metadata.configuration());
        HARMED.forEach((key, harm) -> {
            String value = properties.getOrDefault(key, "none");
            if (!value.equalsIgnoreCase("none") && !value.equalsIgnoreCase("false")) {
                harmed.add(key + "=" + value + ", so " + harm);
            }
        });
        for (StructField column : metadata.schema().fields()) {
            if (column.metadata().contains("delta.identity.start")) {
                harmed.add("identity column " + column.name() + ", whose next value would not be known");
            }
        }
        List<String> partitionColumns = ScalaLists.list(metadata.partitionColumns());
        CharColumns.lengths(metadata.schema()).keySet().stream()
                .filter(partitionColumns::contains)
                .forEach(column -> harmed.add("partition column " + column
                        + " of type CHAR, whose folders may lack the blanks of its values"));
        harmed.sort(null);
        return harmed;
    }

    /** The property keys among these features. */
    static Iterable<String> keys() {
        return HARMED.keySet();
    }
}
