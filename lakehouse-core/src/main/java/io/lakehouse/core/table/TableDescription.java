package io.lakehouse.core.table;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;

/**
 * The metadata of a live table, as far as a spec can define it.
 *
 * @param comment the description of the table; empty if unset
 * @param schema the columns
 * @param partitionColumns the partition columns, in order
 * @param clusteringColumns the columns that the table is clustered by, in order
 * @param properties all table properties, including those that the spec does not define
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
