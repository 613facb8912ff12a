package io.lakehouse.delta.log;

import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.spark.ScalaLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.TypeWidening;
import org.apache.spark.sql.delta.TypeWideningMetadata;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Adds columns to a table, and widens the types of columns, in the metadata that a transaction commits. */
final class ColumnChanges {

    private final List<StructField> columns = new ArrayList<>();
    private final List<Field<?>> added = new ArrayList<>();
    private final List<Field<?>> widened = new ArrayList<>();

    private ColumnChanges() {}

    /** Whether this version of Delta and this table can widen a type. */
    static boolean canWiden(TableSnapshot snapshot, DataType from, DataType to) {
        return from instanceof AtomicType narrow
                && to instanceof AtomicType wide
                && !from.equals(to)
                && TypeWidening.isEnabled(
                        snapshot.delta().protocol(), snapshot.delta().metadata())
                && TypeWidening.isTypeChangeSupportedForSchemaEvolution(narrow, wide)
                && !snapshot.hasExpressionsOnColumns();
    }

    /**
     * Changes the metadata of a transaction.
     *
     * @param wanted columns that the table shall have, with at least these types
     */
    static SchemaChange apply(OptimisticTransaction transaction, TableSnapshot snapshot, List<StructField> wanted) {
        ColumnChanges changes = new ColumnChanges();
        for (StructField column : snapshot.schema().fields()) {
            changes.columns.add(changes.widened(snapshot, column, named(wanted, column.name())));
        }
        for (StructField column : wanted) {
            if (named(changes.columns, column.name()).isEmpty()) {
                changes.columns.add(column);
                changes.added.add(Field.from(column));
            }
        }
        SchemaChange change = new SchemaChange(changes.added, changes.widened);
        if (!change.isEmpty()) {
            changes.update(transaction);
        }
        return change;
    }

    private static Optional<StructField> named(List<StructField> columns, String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private StructField widened(TableSnapshot snapshot, StructField column, Optional<StructField> wanted) {
        if (wanted.isEmpty()
                || !canWiden(snapshot, column.dataType(), wanted.get().dataType())) {
            return column;
        }
        StructField wider =
                new StructField(column.name(), wanted.get().dataType(), column.nullable(), column.metadata());
        widened.add(Field.from(wider));
        return wider;
    }

    private void update(OptimisticTransaction transaction) {
        Metadata old = transaction.metadata();
        StructType schema = TypeWideningMetadata.addTypeWideningMetadata(
                transaction, new StructType(columns.toArray(StructField[]::new)), old.schema());
        transaction.updateMetadata(
                old.copy(
                        old.id(),
                        old.name(),
                        old.description(),
                        old.format(),
                        schema.json(),
                        old.partitionColumns(),
                        ScalaLists.map(ScalaLists.javaMap(old.configuration())),
                        old.createdTime()),
                false);
    }
}
