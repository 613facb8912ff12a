package io.lakehouse.delta;

import io.lakehouse.delta.spark.PinnedRows;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows that are computed once and kept on local disk until this is closed, so that several verbs write the same rows
 * without reading their source again: a table and its history, for example. Each verb is a commit of its own; after a
 * failure between them, run all of them again.
 *
 * <p>If an executor is lost, its part of the rows is computed again.
 */
public final class PinnedSource implements AutoCloseable {

    private final PinnedRows pinned;

    PinnedSource(Dataset<Row> rows) {
        this.pinned = PinnedRows.of(rows);
    }

    public Dataset<Row> rows() {
        return pinned.rows();
    }

    @Override
    public void close() {
        pinned.close();
    }
}
