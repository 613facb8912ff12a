package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.log.ArrangedRows;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.rows.FileLayout;
import io.lakehouse.delta.rows.RowImages;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows that an upsert writes.
 *
 * @param latest the source rows, one per key
 * @param compared the keys that the source and the table have, with their state
 * @param touched the files to replace
 */
record UpsertedRows(
        UpsertJoin join, Dataset<Row> latest, Dataset<Row> compared, UpsertCounts counts, List<DataFile> touched) {

    /** The rows that replace {@link #touched}: new and changed rows, and the unchanged rows of those files. */
    ArrangedRows arranged() {
        RowImages images = RowImages.of(join.transaction(), join.source().given(), counts.changed() > 0);
        if (join.isSmall()) {
            return FileLayout.arrangeByOneTask(
                    counts.changed() == 0 ? images.inserted(fresh()) : images.merged(freshAndChanged(images)),
                    join.source().spec());
        }
        List<Dataset<Row>> parts = new ArrayList<>();
        if (counts.inserted() > 0) {
            parts.add(images.inserted(fresh()));
        }
        if (counts.changed() > 0) {
            parts.add(images.merged(changed(images)));
        }
        Dataset<Row> merged = parts.stream().reduce(Dataset::unionByName).orElseThrow();
        return FileLayout.arrange(merged, join.source().spec(), DataFile.bytes(touched));
    }

    /** One join over all candidates. For a single task, this is faster than reading some of them twice. */
    private Dataset<Row> freshAndChanged(RowImages images) {
        // Spark embeds numbers in the generated code, but not an array.
        Column isInTouchedFile = array_contains(
                lit(counts.touchedFiles().stream().mapToLong(Long::longValue).toArray()), col(FileColumn.NAME));
        Column isFresh = col(FileColumn.NAME).isNull().and(not(join.conditions().isDelete()));
        return withChanges(join, join.with(latest, "full_outer").filter(isFresh.or(isInTouchedFile)), images);
    }

    /** The source rows with a new key. */
    private Dataset<Row> fresh() {
        Dataset<Row> rows = join.source().hasDeletes() ? latest.filter(not(col(FeedColumns.DELETES))) : latest;
        if (counts.inserted() == join.source().keyCount()) {
            return rows;
        }
        // Not an anti join: Spark would push it below the step that brings the rows together in one task.
        return rows.join(
                        join.hashed(join.isSmall() ? join.candidateRows() : compared),
                        join.conditions().isSameKey(),
                        "left_outer")
                .filter(col(FileColumn.NAME).isNull())
                .select(Fields.columns(join.source().given()));
    }

    /** The rows of the files to replace, with the changes applied, computed by many tasks. */
    private Dataset<Row> changed(RowImages images) {
        // Only changed rows are shuffled, which may be a small part of the source. Others have to be found in all of
        // it.
        Dataset<Row> partners = join.settings().deletesOthers()
                ? latest
                : latest.join(
                        compared.filter(UpsertJoin.isChanging()),
                        join.conditions().isSameKey(),
                        "left_semi");
        return withChanges(
                join, join.rowsOf(touched).join(partners, join.conditions().isSameKey(), "left_outer"), images);
    }

    /** Joined rows with their new values and what {@linkplain RowImages#CHANGE happens} to them. */
    static Dataset<Row> withChanges(UpsertJoin join, Dataset<Row> joined, RowImages images) {
        // The condition grows with the number of fields, so it is computed once for all of them.
        Column state = col(UpsertJoin.STATE);
        Column others = lit(join.settings().deletedMark().isPresent() ? RowImages.UPDATE : RowImages.DELETE);
        Dataset<Row> changed = joined.withColumn(
                        UpsertJoin.STATE, join.conditions().state(false))
                .withColumn(
                        RowImages.CHANGE,
                        when(KeyState.NEW.is(state), lit(RowImages.INSERT))
                                .when(KeyState.UPDATED.is(state).or(KeyState.MARKED.is(state)), lit(RowImages.UPDATE))
                                .when(KeyState.REMOVED.is(state), lit(RowImages.DELETE))
                                .when(KeyState.OTHER.is(state), others)
                                .otherwise(lit(RowImages.COPY)));
        Dataset<Row> written = images.needsDeletedRows() || !join.conditions().mayRemove()
                ? changed
                : changed.filter(col(RowImages.CHANGE).notEqual(RowImages.DELETE));
        return join.conditions().withValues(written, KeyState.OTHER.is(state));
    }
}
