package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.col;

import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.rows.RowImages;
import io.lakehouse.delta.rows.Scope;
import io.lakehouse.delta.spark.Conditions;
import io.lakehouse.delta.spark.SingleTask;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The join of the source rows of an upsert with the rows of the table that can change.
 *
 * @param scope the part of the table with these rows
 * @param candidates the files that can contain them
 * @param isSmall whether the work is small enough for one task
 */
record UpsertJoin(
        KeyedSource source,
        UpsertSettings settings,
        DeltaTransaction transaction,
        UpsertConditions conditions,
        Scope scope,
        List<DataFile> candidates,
        boolean isSmall) {

    /** The {@link KeyState} of a key. */
    static final String STATE = "__lakehouse_state";

    static UpsertJoin of(
            TableSpec spec,
            KeyedSource source,
            UpsertSettings settings,
            DeltaTransaction transaction,
            Scope scope,
            List<DataFile> candidates) {
        return new UpsertJoin(
                source,
                settings,
                transaction,
                UpsertConditions.of(spec, source, settings),
                scope,
                candidates,
                source.isSmallWith(candidates));
    }

    /** The rows of the table that can change. */
    Dataset<Row> candidateRows() {
        Dataset<Row> rows = transaction.readWithFiles(candidates);
        // Spark embeds the bounds in the generated code, so it has to recompile all of it for each batch. For a small
        // upsert, the filter saves less than that costs.
        return prefixed(isSmall ? rows : rows.filter(scope.toColumn()));
    }

    /** All rows of files of the table. */
    Dataset<Row> rowsOf(List<DataFile> files) {
        return prefixed(transaction.readWithFiles(files));
    }

    /** Rows with the {@link RowImages#OLD} prefix on their columns, and the file that each row is in. */
    private Dataset<Row> prefixed(Dataset<Row> readWithFiles) {
        List<Column> columns = new ArrayList<>(RowImages.asOld(transaction));
        columns.add(col(FileColumn.NAME));
        Dataset<Row> rows = readWithFiles.select(columns.toArray(Column[]::new));
        return isSmall ? SingleTask.of(rows) : rows;
    }

    /** The candidate rows with the source rows of their keys. */
    Dataset<Row> with(Dataset<Row> latest, String type) {
        return candidateRows().join(hashed(latest), conditions.isSameKey(), type);
    }

    /** Makes the rows the build side of a hash join. Without the hint, a single task would sort both sides. */
    Dataset<Row> hashed(Dataset<Row> rows) {
        return isSmall ? rows.hint("shuffle_hash") : rows;
    }

    /** Whether a row of {@link #STATE} changes a row of the table. */
    static Column isChanging() {
        return Conditions.any(KeyState.CHANGING.stream()
                .sorted()
                .map(state -> state.is(col(STATE)))
                .toList());
    }
}
