package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.CharColumns;
import io.lakehouse.delta.spark.ScalaLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.StructField;

/** Table features that other engines may have enabled and that the verbs would break. */
final class TableFeatures {

    private static final Map<String, String> UNSUPPORTED = Map.of(
            "delta.columnMapping.mode", "the log has other names for its columns",
            "delta.enableChangeDataFeed", "its feed would report rows that only moved to another file as changed",
            "delta.enableRowTracking", "rows that move to another file would lose their ids");

    private TableFeatures() {}

    /** The features of the table that the verbs would break, each with the consequence. */
    static List<String> unsupported(Metadata metadata) {
        List<String> unsupported = new ArrayList<>();
        Map<String, String> properties = ScalaLists.javaMap(metadata.configuration());
        UNSUPPORTED.forEach((key, reason) -> {
            String value = properties.getOrDefault(key, "none");
            if (!value.equalsIgnoreCase("none") && !value.equalsIgnoreCase("false")) {
                unsupported.add(key + "=" + value + ", so " + reason);
            }
        });
        for (StructField column : metadata.schema().fields()) {
            if (column.metadata().contains("delta.identity.start")) {
                unsupported.add("identity column " + column.name() + ", whose next value would be unknown");
            }
        }
        List<String> partitionColumns = ScalaLists.list(metadata.partitionColumns());
        CharColumns.lengths(metadata.schema()).keySet().stream()
                .filter(partitionColumns::contains)
                .forEach(column -> unsupported.add("partition column " + column
                        + " of type CHAR, whose folders may lack the padding of its values"));
        unsupported.sort(null);
        return unsupported;
    }

    /** The property keys of these features. */
    static Iterable<String> keys() {
        return UNSUPPORTED.keySet();
    }
}
