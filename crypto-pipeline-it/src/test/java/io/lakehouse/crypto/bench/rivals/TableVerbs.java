package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.crypto.bench.data.HourlyPrices;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Verbs on tables of {@link HourlyPrices}, some of which have a key. */
public interface TableVerbs {

    SparkSession spark();

    /** The folder that contains the files of a table. */
    Path folder(String table);

    /** Creates a table without a key that contains these rows. */
    void loadWithoutKey(String table, Dataset<Row> rows);

    /** Creates a table with a key that contains these rows. */
    void loadWithKey(String table, Dataset<Row> rows);

    /** Appends rows to a table without a key. A batch with the same name is appended only once. */
    void append(String table, String batch, Dataset<Row> rows);

    /** Replaces the rows of these days in a table without a key. */
    void replace(String table, List<LocalDate> days, Dataset<Row> rows);

    /** Upserts rows of these days into a table with a key. */
    void upsert(String table, List<LocalDate> days, Dataset<Row> rows);

    /** Deletes the rows of a coin on these days from a table without a key. */
    void delete(String table, List<LocalDate> days, String id);

    /** Rewrites a table with a key in Z-order. */
    void optimize(String table);

    /** The number of files that a vacuum would delete from a table with a key if it lists all folders. */
    long countExpired(String table);

    /** Deletes the files that {@link #countExpired} counts. */
    void vacuum(String table);

    Dataset<Row> read(String table);
}
