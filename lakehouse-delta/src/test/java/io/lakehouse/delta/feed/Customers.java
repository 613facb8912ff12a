package io.lakehouse.delta.feed;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A table that a change feed fills, and events for it. */
final class Customers {

    static final Field<Long> ID = Field.bigint("id").required("customer number");
    static final Field<String> NAME = Field.string("name").required("full name");
    static final Field<String> EMAIL = Field.string("email").optional("address");
    static final Field<Boolean> GONE = Field.bool("gone").optional("whether the customer was deleted");
    static final Field<Long> LSN = Field.bigint("lsn").required("position in the log of the database");

    /** What an event does. The table does not have it. */
    static final Field<String> OP = Field.string("op");

    static final TableSpec CUSTOMERS = TableSpec.builder()
            .name("sales", "customers")
            .addFields(ID, NAME, EMAIL, LSN)
            .addKeyFields(ID)
            .build();

    static final TableSpec MARKED = TableSpec.builder()
            .name("sales", "marked_customers")
            .addFields(ID, NAME, EMAIL, LSN, GONE)
            .addKeyFields(ID)
            .build();

    private Customers() {}

    /** The table's folder. */
    static Path folder(LakehouseTable table) {
        return Path.of(table.location().substring("file://".length()));
    }

    /** Events as SQL values of op, id, name, email and lsn. */
    static Dataset<Row> events(Lakehouse lake, String... values) {
        return lake.spark()
                .sql("select cast(op as string) op, cast(id as bigint) id, cast(name as string) name,"
                        + " cast(email as string) email, cast(lsn as bigint) lsn from values "
                        + String.join(", ", values) + " as t(op, id, name, email, lsn)");
    }

    /** Rows as SQL values of id, name, email and lsn. */
    static Dataset<Row> rows(Lakehouse lake, String... values) {
        return lake.spark()
                .sql("select cast(id as bigint) id, cast(name as string) name, cast(email as string) email,"
                        + " cast(lsn as bigint) lsn from values " + String.join(", ", values)
                        + " as t(id, name, email, lsn)");
    }

    /** The table's rows, as sorted text. */
    static List<String> contents(LakehouseTable table) {
        return table.read().collectAsList().stream()
                .map(row -> row.mkString(" "))
                .sorted()
                .toList();
    }
}
