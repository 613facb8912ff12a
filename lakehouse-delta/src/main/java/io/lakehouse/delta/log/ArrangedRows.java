package io.lakehouse.delta.log;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows in the layout in which they will be written.
 *
 * @param tag the layout tag to record for the files in the log
 */
public record ArrangedRows(Dataset<Row> rows, LayoutTag tag) {}
