package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.PinnedRows;
import io.lakehouse.delta.spark.RowKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The checked source rows of a replace.
 *
 * @param pinned all rows
 * @param given the fields that they come with
 * @param rows all rows, or some of them
 */
record ReplaceSource(PinnedRows pinned, List<Field<?>> given, Dataset<Row> rows, long rowCount) {

    /** Checks that rows may be written, match the filter, and have a key each if the table has one. */
    static ReplaceSource of(String verb, TableLog table, RowFilter filter, PinnedRows pinned, List<Field<?>> given) {
        Column isInside =
                coalesce(Scope.ofWritten(filter, table.columns().schema()).toColumn(), lit(false));
        long rowCount = pinned.local()
                .filter(rows -> areAllowed(table, filter, rows, given, isInside))
                .map(rows -> (long) rows.size())
                .orElseGet(() -> checkedCount(verb, table, filter, pinned.rows(), given, isInside));
        return new ReplaceSource(pinned, given, pinned.rows(), rowCount);
    }

    /** The same source with a subset of the rows. */
    ReplaceSource withRows(Dataset<Row> some, long count) {
        return new ReplaceSource(pinned, given, some, count);
    }

    /** Whether rows in memory may be written. If not, a query finds out why. */
    private static boolean areAllowed(
            TableLog table, RowFilter filter, LocalRows rows, List<Field<?>> given, Column isInside) {
        TableSpec spec = table.spec();
        Column isAllowed = isInside.and(not(RowChecks.isRejected(spec, given)));
        return table.pipelines()
                        .get(
                                List.of("judge a replace", spec, given, filter),
                                rows.schema(),
                                input -> input.select(isAllowed))
                        .filter(judging -> judging.apply(rows).whereTrue().size() == rows.size())
                        .isPresent()
                && (!spec.isKeyed()
                        || RowKeys.of(table.verbSession(), rows.schema(), Fields.names(spec.keyFields()))
                                        .count(rows)
                                == rows.size());
    }

    private static long checkedCount(
            String verb, TableLog table, RowFilter filter, Dataset<Row> pinned, List<Field<?>> given, Column isInside) {
        List<Column> aggregates = new ArrayList<>(RowChecks.counts(table.spec(), given));
        aggregates.add(0, count(when(not(isInside), lit(1))));
        Row counts =
                pinned.agg(count(lit(1)), aggregates.toArray(Column[]::new)).first();
        RowChecks.require(verb, table.spec(), counts, 2);
        if (counts.getLong(1) > 0) {
            throw RowErrors.rowsOutsideFilter(table.name(), filter, counts.getLong(1));
        }
        if (table.spec().isKeyed()) {
            Optional<InvalidKeyException> duplicates = KeyChecks.duplicates(verb, pinned, table.spec(), "");
            if (duplicates.isPresent()) {
                throw duplicates.get();
            }
        }
        return counts.getLong(0);
    }
}
