package io.lakehouse.delta.log;

import io.lakehouse.core.table.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.delta.DeltaColumnMapping;
import org.apache.spark.sql.delta.NoMapping$;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of one version of a table. Their names are the same in upper and lower case. */
public final class TableColumns {

    private final StructType schema;
    private final Map<String, TableColumn> byName = new LinkedHashMap<>();

    TableColumns(Metadata metadata) {
        this.schema = metadata.schema();
        boolean isMapped = !metadata.columnMappingMode().equals(NoMapping$.MODULE$);
        for (StructField field : metadata.schema().fields()) {
            if (field.dataType().equals(DataTypes.NullType)) {
                // Delta neither reads nor writes columns without a type.
                continue;
            }
            byName.put(
                    key(field.name()),
                    new TableColumn(field, isMapped ? DeltaColumnMapping.getPhysicalName(field) : field.name()));
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    public StructType schema() {
        return schema;
    }

    /** All columns, in the table's order. */
    public List<TableColumn> all() {
        return List.copyOf(byName.values());
    }

    public Optional<TableColumn> find(String name) {
        return Optional.ofNullable(byName.get(key(name)));
    }

    /**
     * The column of a field.
     *
     * @throws IllegalStateException if there is none, which a verified table rules out
     */
    public TableColumn of(Field<?> field) {
        return find(field.name())
                .orElseThrow(() -> new IllegalStateException("The table has no column " + field.name() + "."));
    }
}
