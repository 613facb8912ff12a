package io.lakehouse.delta;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows as they are to be written.
 *
 * @param tag what the log is to note beside the files
 */
record ArrangedRows(Dataset<Row> rows, LayoutTag tag) {}
