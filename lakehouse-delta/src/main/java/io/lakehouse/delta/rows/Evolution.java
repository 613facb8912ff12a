package io.lakehouse.delta.rows;

import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.SchemaEvolution;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.TableColumn;
import io.lakehouse.delta.log.TableLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/** Finds out how the columns of a table have to change for the rows of a source. */
public final class Evolution {

    private final String verb;
    private final TableLog table;
    private final TableSpec spec;
    /** Fields whose type stays: those that the verb compares rows by. */
    private final List<Field<?>> fixed;

    private final List<Field<?>> fields;
    private final List<StructField> changed = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private Evolution(String verb, TableLog table, List<Field<?>> fixed) {
        this.verb = verb;
        this.table = table;
        this.spec = table.spec();
        this.fixed = fixed;
        this.fields = new ArrayList<>(spec.fields());
    }

    /**
     * The table as a verb has to write it: with fields for the columns of the source that the spec does not have, and
     * with columns for these.
     *
     * @param feedOnly fields that the source has for the verb alone, and that are not stored
     * @param fixed fields whose type does not change
     * @throws IllegalArgumentException if the spec does not allow columns to be added
     * @throws SchemaMismatchException if a column cannot be added
     */
    public static TableLog of(
            String verb, TableLog table, Dataset<Row> source, List<Field<?>> feedOnly, List<Field<?>> fixed) {
        if (table.spec().evolution() == SchemaEvolution.NONE || !table.spec().allowsExtraColumns()) {
            throw RowErrors.mayNotEvolve(verb, table.name());
        }
        Evolution evolution = new Evolution(verb, table, fixed);
        return table.inSession(
                verb, "analyse the source", () -> evolution.of(source.schema().fields(), feedOnly));
    }

    private TableLog of(StructField[] source, List<Field<?>> feedOnly) {
        table.verify(table.snapshot());
        for (StructField column : source) {
            Optional<Field<?>> field = Fields.find(spec.fields(), column.name());
            if (field.isPresent()) {
                widen(field.get(), column);
            } else if (Fields.find(feedOnly, column.name()).isEmpty()
                    && Fields.find(fields, column.name()).isEmpty()) {
                add(column);
            }
        }
        if (!problems.isEmpty()) {
            throw RowErrors.rowsDoNotFit(verb, table.name(), String.join("; ", problems));
        }
        TableLog evolving =
                table.evolving(TableSpec.builder().from(spec).fields(fields).build(), changed);
        evolving.begin();
        return evolving;
    }

    /** The table may have the column already, because another batch or another writer added it. */
    private void add(StructField column) {
        Optional<TableColumn> present = table.columns().find(column.name());
        if (present.isPresent()) {
            widen(present.get(), column);
        }
        if (FieldType.isKnown(present.map(TableColumn::type).orElse(column.dataType()))) {
            fields.add(present.map(TableColumn::toField).orElseGet(() -> Field.from(optional(column))));
            if (present.isEmpty()) {
                changed.add(optional(column));
            }
        } else {
            problems.add("column " + column.name() + " is " + column.dataType().catalogString()
                    + ", which Delta cannot store");
        }
    }

    private static StructField optional(StructField column) {
        return new StructField(column.name(), column.dataType().asNullable(), true, Metadata.empty());
    }

    private void widen(Field<?> field, StructField column) {
        boolean isFixed = fixed.contains(field)
                || spec.keyFields().contains(field)
                || spec.partitionFields().contains(field)
                || spec.orderFields().contains(field)
                || field.derivedFrom().isPresent()
                || spec.fields().stream().anyMatch(other -> other.derivedFrom().equals(Optional.of(field)));
        if (!isFixed) {
            widen(table.columns().of(field), column);
        }
    }

    private void widen(TableColumn stored, StructField column) {
        if (spec.evolution() == SchemaEvolution.ADD_AND_WIDEN_COLUMNS
                && table.canWiden(stored.type(), column.dataType())) {
            changed.add(optional(column));
        }
    }
}
