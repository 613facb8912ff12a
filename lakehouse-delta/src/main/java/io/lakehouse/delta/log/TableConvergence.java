package io.lakehouse.delta.log;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.PropertyValue;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.ScalaLists;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Changes a table's metadata to match its spec, for differences known not to affect any row. */
public final class TableConvergence {

    private TableConvergence() {}

    /**
     * Commits the table metadata from the spec.
     *
     * @return the committed version
     * @throws io.lakehouse.core.error.SchemaMismatchException if that would raise the table's protocol
     */
    public static long commit(DeltaTransaction transaction, TableSpec spec) {
        Metadata old = transaction.snapshot().delta().metadata();
        Metadata fresh = converged(old, spec);
        transaction.updateMetadata(fresh);
        Protocol before = transaction.snapshot().delta().protocol();
        if (!before.equals(transaction.protocol())) {
            throw LogErrors.protocolRaised(
                    spec.name(), before.toString(), transaction.protocol().toString());
        }
        return transaction.commitMetadata(
                old.schema().equals(fresh.schema())
                        ? CommitOperation.setProperties(properties(spec))
                        : CommitOperation.updateSchema(old.schema(), fresh.schema()));
    }

    private static Metadata converged(Metadata old, TableSpec spec) {
        Map<String, String> configuration = ScalaLists.javaMap(old.configuration());
        configuration.putAll(properties(spec));
        return old.copy(
                old.id(),
                old.name(),
                spec.comment(),
                old.format(),
                schema(old.schema(), spec).json(),
                old.partitionColumns(),
                ScalaLists.map(configuration),
                old.createdTime());
    }

    private static Map<String, String> properties(TableSpec spec) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (PropertyValue property : SpecProperties.of(spec)) {
            properties.put(property.key(), property.value());
        }
        return properties;
    }

    /** The table's columns in their current order, with the spec's nullability and comments; new columns come last. */
    private static StructType schema(StructType old, TableSpec spec) {
        StructType schema = new StructType();
        for (StructField column : old.fields()) {
            Optional<Field<?>> field = Fields.find(spec.fields(), column.name());
            if (field.isEmpty()) {
                schema = schema.add(column);
                continue;
            }
            StructField specified = field.get().toStructField();
            StructField changed =
                    new StructField(column.name(), column.dataType(), specified.nullable(), column.metadata());
            String comment = specified.getComment().getOrElse(() -> "");
            schema = schema.add(
                    comment.equals(column.getComment().getOrElse(() -> "")) ? changed : changed.withComment(comment));
        }
        for (Field<?> field : spec.fields()) {
            if (Arrays.stream(old.fieldNames()).noneMatch(field::isNamed)) {
                schema = schema.add(field.toStructField());
            }
        }
        return schema;
    }
}
