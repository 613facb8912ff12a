package io.lakehouse.delta.any;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.table.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.functions;
import scala.Option;

/** A table as plain Spark and Delta read and write it. */
record PlainTable(SparkSession spark, String path, TableVariant variant) {

    /** A column of a feed that says which of its rows delete. */
    static final String DELETES = "deletes";

    /** The identity column of the variants that have one. */
    private static final String NUMBER = "seq";

    private String sql() {
        return "delta.`" + path + "`";
    }

    Dataset<Row> rows() {
        return spark.read().format("delta").load(path);
    }

    /** All rows as text, sorted. Which new row gets which number depends on the order in which they are written. */
    List<String> contents() {
        Dataset<Row> rows = rows();
        if (!Arrays.asList(rows.columns()).contains(NUMBER)) {
            return lines(rows);
        }
        if (rows.select(NUMBER).distinct().count() != rows.count()) {
            throw new AssertionError("Numbers of " + path + " occur twice or not at all.");
        }
        return lines(withoutNumbersOfNewRows(rows));
    }

    private Dataset<Row> withoutNumbersOfNewRows(Dataset<Row> rows) {
        return Arrays.asList(rows.columns()).contains(NUMBER)
                ? rows.withColumn(NUMBER, functions.expr("if(" + Fields.quoted(variant.id()) + " < 100, seq, 0)"))
                : rows;
    }

    private static List<String> lines(Dataset<Row> rows) {
        return rows
                .select(functions.to_json(functions.struct(
                        Arrays.stream(rows.columns()).map(Fields::column).toArray(Column[]::new))))
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }

    /** What the change data feed says of the newest version; empty without a feed. */
    List<String> feed() {
        if (!isOn("delta.enableChangeDataFeed")) {
            return List.of();
        }
        long newest = version();
        Dataset<Row> changes = spark.read()
                .format("delta")
                .option("readChangeFeed", "true")
                .option("startingVersion", newest)
                .option("endingVersion", newest)
                .load(path)
                .drop("_commit_version", "_commit_timestamp");
        return lines(withoutNumbersOfNewRows(changes));
    }

    /** The ids and versions of rows by key, if the table tracks them. Ids of new rows need only differ from others. */
    Map<String, String> rowIds() {
        if (!isOn("delta.enableRowTracking")) {
            return Map.of();
        }
        Map<String, String> ids = new LinkedHashMap<>();
        Dataset<Row> rows = rows().select(
                        Fields.column(variant.id()).cast("string"),
                        col("_metadata.row_id"),
                        col("_metadata.row_commit_version"));
        List<Row> all = rows.orderBy(Fields.column(variant.id())).collectAsList();
        long distinct = all.stream().map(row -> row.getLong(1)).distinct().count();
        if (distinct != all.size()) {
            throw new AssertionError("Row ids of " + path + " occur twice.");
        }
        for (Row row : all) {
            long id = Long.parseLong(row.getString(0));
            // The ids of new rows depend on the files they are written to.
            ids.put(row.getString(0), (id < 100 ? "id " + row.getLong(1) : "new") + " of version " + row.getLong(2));
        }
        return ids;
    }

    private boolean isOn(String property) {
        return snapshot().metadata().configuration().get(property).contains("true");
    }

    private long version() {
        return snapshot().version();
    }

    private Snapshot snapshot() {
        return DeltaLog.forTable(spark, path).update(false, Option.empty(), Option.empty());
    }

    void append(Dataset<Row> rows) {
        rows.write().format("delta").mode("append").save(path);
    }

    void delete(String where) {
        spark.sql("DELETE FROM " + sql() + " WHERE " + where);
    }

    void replaceWhere(String where, Dataset<Row> rows) {
        rows.write()
                .format("delta")
                .mode("overwrite")
                .option("replaceWhere", where)
                .save(path);
    }

    /** The MERGE that Delta's documentation gives for an upsert, which leaves equal rows alone. */
    void merge(Dataset<Row> source) {
        mergeFeed(source.withColumn(DELETES, lit(false)));
    }

    /** Merges rows, of which those with {@link #DELETES} delete the row of their id. */
    void mergeFeed(Dataset<Row> source) {
        List<String> columns = new ArrayList<>(Arrays.asList(source.columns()));
        columns.remove(DELETES);
        Map<String, String> values = new LinkedHashMap<>();
        for (String column : columns) {
            values.put(Fields.quoted(column), "s." + Fields.quoted(column));
        }
        String differs = columns.stream()
                .map(column -> isMap(source, column)
                        ? "NOT (to_json(s." + Fields.quoted(column) + ") <=> to_json(t." + Fields.quoted(column) + "))"
                        : "NOT (s." + Fields.quoted(column) + " <=> t." + Fields.quoted(column) + ")")
                .collect(Collectors.joining(" OR "));
        DeltaTable.forPath(spark, path)
                .as("t")
                .merge(source.as("s"), "t." + Fields.quoted(variant.id()) + " = s." + Fields.quoted(variant.id()))
                .whenMatched("s." + DELETES)
                .delete()
                .whenMatched(differs)
                .updateExpr(values)
                .whenNotMatched("NOT s." + DELETES)
                .insertExpr(values)
                .execute();
    }

    private static boolean isMap(Dataset<Row> source, String column) {
        return source.schema().apply(column).dataType().typeName().equals("map");
    }
}
