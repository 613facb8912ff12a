package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableColumn;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
import io.lakehouse.delta.spark.Conditions;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Checks whether the rows of a table are what its spec says, which other writers need not have ensured. */
public final class StoredRows {

    private StoredRows() {}

    /**
     * Reads the key of every row.
     *
     * @throws InvalidKeyException if a key is NULL or occurs twice
     */
    public static void requireUniqueKeys(TableLog table) {
        table.inSession("check", "read the keys", () -> {
            TableSnapshot snapshot = table.snapshot();
            TableSpec spec = table.spec();
            Dataset<Row> keys =
                    snapshot.read(table.verbSession(), snapshot.files()).select(Fields.columns(spec.keyFields()));
            long nulls = keys.filter(KeyChecks.hasNullKey(spec)).count();
            if (nulls > 0) {
                throw RowErrors.nullKeysInTable(spec, nulls, KeyChecks.nullKey(keys, spec));
            }
            KeyChecks.shared(keys, spec).ifPresent(shared -> {
                throw RowErrors.duplicateKeysInTable("adopt", spec, shared);
            });
            return keys;
        });
    }

    /**
     * Reads the fields that the spec requires and the table does not. If another writer adds rows meanwhile, the
     * transaction conflicts.
     *
     * @throws SchemaMismatchException if one of them is NULL in a row
     */
    public static void requireValues(TableLog table, DeltaTransaction transaction) {
        List<Field<?>> fields = table.spec().fields().stream()
                .filter(Field::isRequired)
                .filter(field -> transaction
                        .snapshot()
                        .columns()
                        .find(field.name())
                        .filter(column -> column.isNullable())
                        .isPresent())
                .toList();
        if (fields.isEmpty()) {
            return;
        }
        table.inSession("check", "read the required fields", () -> {
            List<DataFile> files = transaction.filesIn(file -> true, lit(true));
            List<Column> nulls = new ArrayList<>();
            fields.forEach(field -> nulls.add(count(when(field.col().isNull(), lit(1)))));
            Row counts = transaction
                    .read(files)
                    .agg(lit(0), nulls.toArray(Column[]::new))
                    .first();
            List<String> found = new ArrayList<>();
            for (int at = 0; at < fields.size(); at++) {
                if (counts.getLong(at + 1) > 0) {
                    found.add(counts.getLong(at + 1) + " rows have NULL in "
                            + fields.get(at).name());
                }
            }
            if (!found.isEmpty()) {
                throw RowErrors.nullsInTable(table.spec(), found);
            }
            return found;
        });
    }

    /**
     * New rows have no values in columns that the spec does not name, so the rows that they replace must have none
     * either.
     *
     * @throws SchemaMismatchException if a replaced row has such a value
     */
    static void requireNothingLost(
            TableLog table,
            DeltaTransaction transaction,
            RowFilter filter,
            List<DataFile> replaced,
            Column isReplaced) {
        List<TableColumn> unnamed = transaction.snapshot().columns().all().stream()
                .filter(column ->
                        Fields.find(table.spec().fields(), column.name()).isEmpty())
                .filter(column -> !column.hasOwnValue())
                .toList();
        if (unnamed.isEmpty() || replaced.isEmpty()) {
            return;
        }
        Column hasValue = Conditions.any(
                unnamed.stream().map(column -> column.col().isNotNull()).toList());
        long lost = table.inSession(
                "replace",
                "look at other columns",
                () -> transaction
                        .read(replaced)
                        .filter(isReplaced)
                        .filter(hasValue)
                        .count());
        if (lost > 0) {
            throw RowErrors.valuesLost(
                    table.name(),
                    filter,
                    lost,
                    unnamed.stream().map(TableColumn::name).toList());
        }
    }
}
