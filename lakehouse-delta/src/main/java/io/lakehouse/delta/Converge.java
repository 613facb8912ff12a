package io.lakehouse.delta;

import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.ConvergeResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.PropertyValue;
import io.lakehouse.core.table.SchemaDiff;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Brings a table to its spec where that touches no row: new optional fields, fields that become optional, comments and
 * properties. A table that is missing is created, an equal one is left alone. If one difference is unsafe, nothing is
 * changed.
 */
public final class Converge {

    private static final String VERB = "converge";

    private final LakehouseTable table;

    Converge(LakehouseTable table) {
        this.table = table;
    }

    /** The differences between the table and its spec, the unsafe ones included; everything for a missing table. */
    public SchemaDiff plan() {
        return table.inSession(VERB, "plan", () -> table.diff(table.snapshot()));
    }

    /**
     * Applies the differences.
     *
     * @throws SchemaMismatchException if one of them is unsafe
     * @throws ConcurrentWriteException if other writers keep winning
     */
    public ConvergeResult execute() {
        long start = System.nanoTime();
        ConvergeResult result =
                table.inSession(VERB, "commit", () -> WriteRetries.run(VERB, table.name(), attempt -> attempt(start)));
        table.report(
                VERB,
                result.committed() ? "applied: " + result.applied() : "equal to its spec",
                0,
                0,
                0,
                result.elapsed());
        return result;
    }

    private ConvergeResult attempt(long start) {
        if (table.snapshot().version() < 0 && table.create()) {
            return new ConvergeResult(OptionalLong.of(0), new SchemaDiff(List.of()), elapsed(start));
        }
        DeltaTransaction transaction = table.beginUnverified();
        SchemaDiff diff = table.diff(transaction.snapshot());
        if (diff.isEmpty()) {
            return new ConvergeResult(OptionalLong.empty(), diff, elapsed(start));
        }
        SchemaDiff unsafe = diff.unsafe();
        if (!unsafe.isEmpty()) {
            throw DeltaErrors.unsafeDrift(table.name(), table.location(), unsafe);
        }
        Metadata old = transaction.snapshot().metadata();
        Metadata fresh = converged(old);
        transaction.describe(fresh);
        Protocol before = transaction.snapshot().protocol();
        if (!before.equals(transaction.protocol())) {
            throw DeltaErrors.protocolRaised(
                    table.name(), before.toString(), transaction.protocol().toString());
        }
        long version = transaction.commitMetadata(
                old.schema().equals(fresh.schema())
                        ? new DeltaOperations.SetTableProperties(ScalaLists.map(properties()))
                        : new DeltaOperations.UpdateSchema(old.schema(), fresh.schema()));
        return new ConvergeResult(OptionalLong.of(version), diff, elapsed(start));
    }

    private Metadata converged(Metadata old) {
        Map<String, String> configuration = ScalaLists.javaMap(old.configuration());
        configuration.putAll(properties());
        return old.copy(
                old.id(),
                old.name(),
                table.spec().comment(),
                old.format(),
                schema(old.schema()).json(),
                old.partitionColumns(),
                ScalaLists.map(configuration),
                old.createdTime());
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (PropertyValue property : DeltaProperties.of(table.spec())) {
            properties.put(property.key(), property.value());
        }
        return properties;
    }

    /** The table's columns in their order as the spec has them, new ones at the end. */
    private StructType schema(StructType old) {
        StructType schema = new StructType();
        for (StructField column : old.fields()) {
            StructField specified = table.spec().schema().apply(column.name());
            StructField changed =
                    new StructField(column.name(), column.dataType(), specified.nullable(), column.metadata());
            String comment = specified.getComment().getOrElse(() -> "");
            schema = schema.add(
                    comment.equals(column.getComment().getOrElse(() -> "")) ? changed : changed.withComment(comment));
        }
        for (Field<?> field : table.spec().fields()) {
            if (old.getFieldIndex(field.name()).isEmpty()) {
                schema = schema.add(field.toStructField());
            }
        }
        return schema;
    }

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
