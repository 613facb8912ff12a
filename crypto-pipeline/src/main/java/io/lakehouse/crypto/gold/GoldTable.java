package io.lakehouse.crypto.gold;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A Gold table: its spec, and the function that computes its rows from complete days of Silver. */
public interface GoldTable {

    /** The day that a row describes. Every Gold table has it, because days are recomputed completely. */
    Field<LocalDate> PARTITION_DATE = Field.date("partition_date").required("UTC day");

    TableSpec spec();

    /**
     * The rows for all days in the Silver rows.
     *
     * @param silver all rows of these days
     */
    Dataset<Row> from(Dataset<Row> silver);
}
