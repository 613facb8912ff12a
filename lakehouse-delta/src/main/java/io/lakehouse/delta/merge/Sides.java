package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.col;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.rows.RowImages;
import java.util.function.Function;
import org.apache.spark.sql.Column;

/**
 * Where a condition over a source row and the row of the table with the same key finds their values.
 *
 * @param fresh the column of the source with a name
 * @param old the column of the table with a name
 */
record Sides(Function<String, Column> fresh, Function<String, Column> old) {

    /** The name prefix of source columns in a merge by Delta. */
    static final String NEW = "__lakehouse_new_";

    /** Joined rows: source columns have their own names, and those of the table the prefix {@link RowImages#OLD}. */
    static final Sides JOINED = new Sides(Fields::column, name -> Fields.column(RowImages.OLD + name));

    /** A merge by Delta: source columns have the prefix {@link #NEW}. */
    static final Sides MERGED =
            new Sides(name -> Fields.column(NEW + name), name -> col(DeltaCommands.TABLE + "." + Fields.quoted(name)));

    Column fresh(Field<?> field) {
        return fresh.apply(field.name());
    }

    Column fresh(String name) {
        return fresh.apply(name);
    }

    Column old(Field<?> field) {
        return old.apply(field.name());
    }
}
