package io.lakehouse.crypto.bench.rivals;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What upserts rows into a table of its own, partitioned by day. */
public interface UpsertEngine {

    SparkSession spark();

    /** Where all files of the table are. */
    Path folder();

    /** Creates the table of these rows, one file a day: those of a day are in one task, sorted. */
    void load(Dataset<Row> rows);

    /**
     * Updates the rows that the table holds under the same key, inserts the others.
     *
     * @param days all days of the rows, for an engine that can be told; empty if they are of any day
     */
    void upsert(Dataset<Row> rows, List<LocalDate> days);

    /** All rows. */
    Dataset<Row> read();
}
