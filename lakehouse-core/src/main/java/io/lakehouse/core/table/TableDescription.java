package io.lakehouse.core.table;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;

/**
 * What a live table says of itself, as far as a spec can say it too.
 *
 * @param comment what the table holds; empty when nothing was said
 * @param schema its columns
 * @param partitionColumns the columns whose values name a row's folder, in their order
 * @param clusteringColumns the columns that the table is clustered by, in their order
 * @param properties all its properties, also those that a spec does not know
 */
public record TableDescription(
        String comment,
        StructType schema,
        List<String> partitionColumns,
        List<String> clusteringColumns,
        Map<String, String> properties) {

    public TableDescription {
        partitionColumns = List.copyOf(partitionColumns);
        clusteringColumns = List.copyOf(clusteringColumns);
        properties = Map.copyOf(properties);
    }
}
