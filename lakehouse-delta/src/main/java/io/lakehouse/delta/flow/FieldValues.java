package io.lakehouse.delta.flow;

import io.lakehouse.core.table.Field;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.PartitionValues;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
import io.lakehouse.delta.spark.InternalRows;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/** Reads the distinct values of a field from the latest version of a table. */
public final class FieldValues {

    private FieldValues() {}

    /**
     * The distinct values of a date, integer or string field, without NULL. The values of a partition field are read
     * from the log alone.
     */
    public static <T> List<T> of(TableLog table, Field<T> field) {
        return table.spec().partitionFields().contains(field)
                ? table.inSession("partitions", "read the log", () -> ofPartitions(table.snapshot(), field))
                : table.inSession("values", "read " + field.name(), () -> ofRows(table, field));
    }

    private static <T> List<T> ofPartitions(TableSnapshot snapshot, Field<T> field) {
        PartitionValues partitions = PartitionValues.in(snapshot);
        return snapshot.files().stream()
                .map(file -> partitions.of(file).get(field.name()))
                .distinct()
                .flatMap(text -> PartitionValues.parse(field, text).stream())
                .toList();
    }

    private static <T> List<T> ofRows(TableLog table, Field<T> field) {
        TableSnapshot snapshot = table.snapshot();
        List<DataFile> live = snapshot.files();
        if (live.isEmpty()) {
            return List.of();
        }
        DataType type = field.type().sparkType();
        return InternalRows.values(
                        snapshot.read(table.verbSession(), live)
                                .select(field.col())
                                .filter(field.col().isNotNull())
                                .distinct(),
                        type)
                .stream()
                .map(value -> value.toJava(field.type().javaType()))
                .toList();
    }
}
