package io.lakehouse.delta.any;

import io.delta.tables.DeltaColumnBuilder;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A kind of table that Delta's users have, made with plain Spark and Delta. Each has a key, a column that batches
 * change, and a column that filters use, under names of its own.
 *
 * @param name what is special about it
 * @param steps what makes it
 * @param id the key column, a bigint
 * @param value the column that changes, a string
 * @param day the column that filters use, a date
 * @param filled columns that the table itself fills, so that batches come without them
 * @param isAppendOnly whether it takes new rows only
 */
record TableVariant(
        String name, List<Step> steps, String id, String value, String day, List<String> filled, boolean isAppendOnly) {

    /** Something that is done to make a table. */
    interface Step {
        void run(SparkSession spark, String path);
    }

    /** A step in SQL; {@code $} is the table, {@code $path} its location. */
    static Step sql(String statement) {
        return (spark, path) -> spark.sql(statement.replace("$path", path).replace("$", "delta.`" + path + "`"));
    }

    static List<Step> sql(String... statements) {
        return Arrays.stream(statements).map(TableVariant::sql).toList();
    }

    /** The columns of most variants, and their rows: 30 in two commits. */
    static final String COLUMNS = "id BIGINT, name STRING, amount DECIMAL(10,2), day DATE";

    static final String ROWS = "SELECT id, concat('name', id) AS name, CAST(id AS DECIMAL(10,2)) / 4 AS amount,"
            + " date_add(DATE'2025-03-01', CAST(id % 3 AS INT)) AS day";

    /** A table that these statements make, with columns {@code id}, {@code name} and {@code day}. */
    static TableVariant made(String name, String... statements) {
        return new TableVariant(name, sql(statements), "id", "name", "day", List.of(), false);
    }

    /** A table of the usual columns, with what follows the columns in CREATE TABLE. */
    static TableVariant usual(String name, String rest) {
        return ofColumns(name, COLUMNS, rest);
    }

    /** A table that also has other columns, which are NULL or filled. */
    static TableVariant ofColumns(String name, String columns, String rest) {
        return new TableVariant(
                name,
                sql("CREATE TABLE $ (" + columns + ") USING delta " + rest, insert(0, 20), insert(20, 30)),
                "id",
                "name",
                "day",
                List.of(),
                false);
    }

    /** A table of the usual columns and one that only Delta's own builder can make. */
    static TableVariant ofBuilder(
            String name, String column, UnaryOperator<DeltaColumnBuilder> extra, String... partitionColumns) {
        Step create = (spark, path) -> {
            DeltaTableBuilder builder = DeltaTable.create(spark).location(path.replace("file:///", "file:/"));
            for (StructField usual : StructType.fromDDL(COLUMNS).fields()) {
                builder = builder.addColumn(usual);
            }
            builder.addColumn(
                            extra.apply(DeltaTable.columnBuilder(spark, column)).build())
                    .partitionedBy(partitionColumns)
                    .execute();
        };
        return new TableVariant(
                        name,
                        List.of(create, sql(insert(0, 20)), sql(insert(20, 30))),
                        "id",
                        "name",
                        "day",
                        List.of(),
                        false)
                .filling(column);
    }

    static String insert(int from, int to) {
        return "INSERT INTO $ (id, name, amount, day) " + ROWS + " FROM range(" + from + ", " + to + ")";
    }

    static String properties(String... properties) {
        return "TBLPROPERTIES (" + String.join(", ", properties) + ")";
    }

    TableVariant then(String... more) {
        List<Step> all = new ArrayList<>(steps);
        all.addAll(sql(more));
        return new TableVariant(name, all, id, value, day, filled, isAppendOnly);
    }

    TableVariant named(String newId, String newValue, String newDay) {
        return new TableVariant(name, steps, newId, newValue, newDay, filled, isAppendOnly);
    }

    TableVariant filling(String... columns) {
        return new TableVariant(name, steps, id, value, day, List.of(columns), isAppendOnly);
    }

    TableVariant appendOnly() {
        return new TableVariant(name, steps, id, value, day, filled, true);
    }

    /** Makes the table at a location. */
    void create(SparkSession spark, String path) {
        steps.forEach(step -> step.run(spark, path));
    }

    @Override
    public String toString() {
        return name;
    }
}
