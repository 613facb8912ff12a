package io.lakehouse.crypto.bench.rivals;

import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** An engine that applies a change feed to its table. */
public interface FeedEngine extends UpsertEngine {

    /**
     * Applies the last event of each key: a delete deletes its row, any other event inserts or updates it.
     *
     * @param days all days of the events
     */
    void feed(Dataset<Row> events, List<LocalDate> days);
}
