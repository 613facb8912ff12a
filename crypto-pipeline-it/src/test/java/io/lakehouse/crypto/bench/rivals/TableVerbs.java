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

    /** Where the files of a table are. */
    Path folder(String table);

    /** Creates a table with these rows, without a key. */
    void loadWithoutKey(String table, Dataset<Row> rows);

    /** Creates a table with these rows. */
    void loadWithKey(String table, Dataset<Row> rows);

    /** Adds rows to a table without a key, once under this name. */
    void append(String table, String batch, Dataset<Row> rows);

    /** Replaces the rows of these days in a table without a key. */
    void replace(String table, List<LocalDate> days, Dataset<Row> rows);

    /** Upserts rows of these days into a table with a key. */
    void upsert(String table, List<LocalDate> days, Dataset<Row> rows);

    /** Deletes the rows of a coin on these days from a table without a key. */
    void delete(String table, List<LocalDate> days, String id);

    /** Rewrites a table with a key, z-ordered. */
    void optimize(String table);

    /** How many files a vacuum that lists all folders of a table with a key would delete. */
    long countExpired(String table);

    /** Deletes them. */
    void vacuum(String table);

    Dataset<Row> read(String table);
}
