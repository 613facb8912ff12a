package io.lakehouse.delta.log;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows as they are to be written.
 *
 * @param tag what the log is to note beside the files
 */
public record ArrangedRows(Dataset<Row> rows, LayoutTag tag) {}
