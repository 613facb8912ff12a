package io.lakehouse.crypto.bench.rivals;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** An engine that upserts rows into its own table, partitioned by day. */
public interface UpsertEngine {

    SparkSession spark();

    /** The folder that contains all files of the table. */
    Path folder();

    /** Creates the table from these rows, with one file per day. The rows of a day are in one task and sorted. */
    void load(Dataset<Row> rows);

    /**
     * Updates the rows whose key is already in the table and inserts the others.
     *
     * @param days all days of the rows, for an engine that can use them; empty if the rows can belong to any day
     */
    void upsert(Dataset<Row> rows, List<LocalDate> days);

    /** All rows of the table. */
    Dataset<Row> read();
}
