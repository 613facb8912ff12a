package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Turns compared rows into rows to write: all columns of the table, the hidden ones included, and the images of changed
 * rows for the table's change data feed, if it has one.
 *
 * <p>A commit with feed files has all of its changes in them. One without is read from the files it adds and removes.
 * Images are therefore needed only if a commit rewrites files with rows that it does not change.
 */
public final class RowImages {

    /** The name prefix of the values that a row had. */
    public static final String OLD = "__lakehouse_old_";

    /** What happens to a row: one of the constants below. */
    public static final String CHANGE = "__lakehouse_change";

    public static final int COPY = 0;
    public static final int DELETE = 1;
    public static final int UPDATE = 2;
    public static final int INSERT = 3;

    private static final String IMAGE = "__lakehouse_image";

    /** The column by which Delta tells images from rows, NULL for rows, and its values: see the Delta protocol. */
    private static final String CHANGE_TYPE = "_change_type";

    private final WrittenColumns columns;
    private final List<String> stored;
    private final boolean withFeed;

    private RowImages(WrittenColumns columns, List<String> stored, boolean withFeed) {
        this.columns = columns;
        this.stored = stored;
        this.withFeed = withFeed;
    }

    /**
     * Prepares to write rows in a transaction.
     *
     * @param given the fields that the rows to write come with
     * @param rewritesFiles whether the commit rewrites files with rows that it does not change
     */
    public static RowImages of(DeltaTransaction transaction, List<Field<?>> given, boolean rewritesFiles) {
        WrittenColumns columns = WrittenColumns.of(transaction.snapshot(), given);
        columns.numberNewRowsIn(transaction);
        return new RowImages(
                columns,
                transaction.snapshot().storedColumns(),
                rewritesFiles && transaction.snapshot().hasChangeDataFeed());
    }

    /** Gives the columns of existing rows the {@link #OLD} prefix, hidden columns included. */
    public static List<Column> asOld(DeltaTransaction transaction) {
        return transaction.snapshot().storedColumns().stream()
                .map(name -> Fields.column(name).as(OLD + name))
                .toList();
    }

    /** The columns of {@link #asOld}. */
    public static List<Column> oldColumns(DeltaTransaction transaction) {
        return transaction.snapshot().storedColumns().stream()
                .map(RowImages::old)
                .toList();
    }

    /** Whether deleted rows are needed, for the change data feed. */
    public boolean needsDeletedRows() {
        return withFeed;
    }

    /** New rows. */
    public Dataset<Row> inserted(Dataset<Row> rows) {
        List<Column> values = new ArrayList<>();
        columns.given().forEach(column -> values.add(column.col().as(column.name())));
        columns.kept().forEach(column -> values.add(column.valueOfNewRow().as(column.name())));
        columns.tracking()
                .ifPresent(hidden -> hidden.names()
                        .forEach(name ->
                                values.add(lit(null).cast(DataTypes.LongType).as(name))));
        Dataset<Row> complete = generated(rows.select(values.toArray(Column[]::new)), lit(true));
        return withFeed ? exploded(complete, array(row(), image("", "insert"))) : complete;
    }

    /**
     * The rows of rewritten files, with a change applied to each.
     *
     * @param joined rows with a {@link #CHANGE}, their values before it with the prefix {@link #OLD}, and the given
     *     values after it without; with {@link #DELETE} only if deleted rows {@linkplain #needsDeletedRows are needed}
     */
    public Dataset<Row> merged(Dataset<Row> joined) {
        Column change = col(CHANGE);
        List<Column> values = new ArrayList<>(afterChange(change));
        columns.tracking().ifPresent(hidden -> {
            values.add(old(hidden.id()).as(hidden.id()));
            values.add(when(change.equalTo(COPY), old(hidden.version())).as(hidden.version()));
        });
        if (columns.generated().isEmpty() && !withFeed) {
            return joined.select(values.toArray(Column[]::new));
        }
        columns.generated().forEach(column -> values.add(old(column.name()).as(column.name())));
        values.add(change);
        if (!withFeed) {
            return generated(joined.select(values.toArray(Column[]::new)), change.notEqual(COPY))
                    .drop(CHANGE);
        }
        stored.forEach(name -> values.add(old(name)));
        return exploded(
                generated(joined.select(values.toArray(Column[]::new)), change.notEqual(COPY)),
                when(change.equalTo(INSERT), array(row(), image("", "insert")))
                        .when(
                                change.equalTo(UPDATE),
                                array(row(), image(OLD, "update_preimage"), image("", "update_postimage")))
                        .when(change.equalTo(DELETE), array(image(OLD, "delete")))
                        .otherwise(array(row())));
    }

    /** Whether the changes of rows are written to the table's change data feed. */
    public boolean hasFeed() {
        return withFeed;
    }

    /** Joined rows that change, as they were before, and what happened to them. */
    public Dataset<Row> before(Dataset<Row> joined) {
        List<Column> values = new ArrayList<>();
        stored.forEach(name -> values.add(old(name).as(name)));
        values.add(when(col(CHANGE).equalTo(UPDATE), lit("update_preimage"))
                .otherwise(lit("delete"))
                .as(CHANGE_TYPE));
        return joined.filter(col(CHANGE).isin(UPDATE, DELETE)).select(values.toArray(Column[]::new));
    }

    /** Joined rows that change, as they are afterwards, and what happened to them. */
    public Dataset<Row> after(Dataset<Row> joined) {
        Column change = col(CHANGE);
        List<Column> values = new ArrayList<>(afterChange(change));
        values.add(when(change.equalTo(UPDATE), lit("update_postimage"))
                .otherwise(lit("insert"))
                .as(CHANGE_TYPE));
        List<Column> ordered = new ArrayList<>();
        stored.forEach(name -> ordered.add(Fields.column(name)));
        ordered.add(col(CHANGE_TYPE));
        return joined.filter(change.geq(UPDATE))
                .select(values.toArray(Column[]::new))
                .select(ordered.toArray(Column[]::new));
    }

    /** The same rows without images. */
    public RowImages withoutImages() {
        return new RowImages(columns, stored, false);
    }

    /** Rows to write with the columns in the order that the table has them in. */
    public Dataset<Row> inOrder(Dataset<Row> rows) {
        return rows.select(stored.stream().map(Fields::column).toArray(Column[]::new));
    }

    /** The given and the kept columns of joined rows, with the values after the change. */
    private List<Column> afterChange(Column change) {
        List<Column> values = new ArrayList<>();
        for (TableColumn column : columns.given()) {
            values.add(when(change.geq(UPDATE), column.col())
                    .otherwise(old(column.name()))
                    .as(column.name()));
        }
        for (TableColumn column : columns.kept()) {
            values.add(when(change.equalTo(INSERT), column.valueOfNewRow())
                    .otherwise(old(column.name()))
                    .as(column.name()));
        }
        return values;
    }

    /** Existing rows, of which some are deleted. */
    public Dataset<Row> without(Dataset<Row> rows, Column isDeleted) {
        return withFeed ? rows.withColumn(CHANGE_TYPE, when(isDeleted, lit("delete"))) : rows.filter(not(isDeleted));
    }

    /** Computes generated columns in the rows that are new or changed. */
    private Dataset<Row> generated(Dataset<Row> rows, Column isChanged) {
        Dataset<Row> complete = rows;
        for (TableColumn column : columns.generated()) {
            Column value = column.generation().orElseThrow();
            boolean isThere = Arrays.asList(rows.columns()).contains(column.name());
            complete = complete.withColumn(
                    column.name(), isThere ? when(isChanged, value).otherwise(column.col()) : value);
        }
        return complete;
    }

    private static Column old(String name) {
        return Fields.column(OLD + name);
    }

    /** The row itself, which is no image. */
    private Column row() {
        return image("", lit(null).cast(DataTypes.StringType));
    }

    private Column image(String prefix, String changeType) {
        return image(prefix, lit(changeType));
    }

    private Column image(String prefix, Column changeType) {
        List<Column> values = new ArrayList<>();
        stored.forEach(name -> values.add(Fields.column(prefix + name).as(name)));
        values.add(changeType.as(CHANGE_TYPE));
        return struct(values.toArray(Column[]::new));
    }

    private Dataset<Row> exploded(Dataset<Row> rows, Column images) {
        List<Column> values = new ArrayList<>();
        stored.forEach(name -> values.add(col(IMAGE).getField(name).as(name)));
        values.add(col(IMAGE).getField(CHANGE_TYPE).as(CHANGE_TYPE));
        return rows.select(explode(images).as(IMAGE)).select(values.toArray(Column[]::new));
    }
}
