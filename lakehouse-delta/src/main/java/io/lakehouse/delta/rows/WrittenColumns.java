package io.lakehouse.delta.rows;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.RowTracking;
import io.lakehouse.delta.log.TableColumn;
import io.lakehouse.delta.log.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The columns of a table as a write fills them.
 *
 * @param given the columns whose values come with the rows to write
 * @param kept columns that existing rows keep, and that the table itself fills in new rows
 * @param generated columns that the table computes from the others in every row
 * @param tracking the hidden columns of a table with row tracking
 */
record WrittenColumns(
        List<TableColumn> given, List<TableColumn> kept, List<TableColumn> generated, Optional<RowTracking> tracking) {

    /** The columns of a version of the table, when rows come with these fields. */
    static WrittenColumns of(TableSnapshot snapshot, List<Field<?>> fields) {
        List<TableColumn> given = new ArrayList<>();
        List<TableColumn> kept = new ArrayList<>();
        List<TableColumn> generated = new ArrayList<>();
        for (TableColumn column : snapshot.columns().all()) {
            if (Fields.find(fields, column.name()).isPresent()) {
                given.add(column);
            } else if (column.generation().isPresent()) {
                generated.add(column);
            } else {
                kept.add(column);
            }
        }
        return new WrittenColumns(given, kept, generated, snapshot.rowTracking());
    }

    /** Prepares a transaction to write new rows. */
    void numberNewRowsIn(DeltaTransaction transaction) {
        List<TableColumn> identities =
                kept.stream().filter(TableColumn::isIdentity).toList();
        if (!identities.isEmpty()) {
            transaction.numberRowsIn(identities);
        }
    }
}
