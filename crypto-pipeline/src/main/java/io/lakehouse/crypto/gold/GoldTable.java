package io.lakehouse.crypto.gold;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A Gold table: its spec, and how its rows of some days follow from Silver's rows of those days. */
public interface GoldTable {

    /** The day that a row is about; every Gold table has it, because days are recomputed as a whole. */
    Field<LocalDate> PARTITION_DATE = Field.date("partition_date").required("UTC day");

    TableSpec spec();

    /**
     * The rows for all days that the Silver rows are about.
     *
     * @param silver complete days
     */
    Dataset<Row> from(Dataset<Row> silver);
}
