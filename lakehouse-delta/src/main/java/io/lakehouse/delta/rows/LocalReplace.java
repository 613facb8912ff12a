package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.table.Field;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.LocalWriter;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.RowDifference;
import io.lakehouse.delta.spark.RowPipeline;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;

/**
 * A small replace, compared and written in the memory of this process.
 *
 * @param present the rows to replace
 * @param incoming the source rows to write: those of changed groups, or all of them
 * @param kept the rows of files to replace that stay
 */
record LocalReplace(
        TableLog table,
        DeltaTransaction transaction,
        List<Field<?>> given,
        ReplacedRows present,
        LocalRows incoming,
        List<LocalRows> kept) {

    /** The rows of a file that a filter matches, and the form in which they are compared. */
    private record Matched(DataFile file, LocalRows rows, List<Integer> positions, LocalRows compared) {}

    /**
     * Compares in memory; empty if a query has to do it.
     *
     * @param source all source rows
     * @param candidates files that are small together
     */
    static Optional<LocalReplace> of(
            TableLog table,
            ReplacedRows.Search search,
            LocalRows source,
            List<Field<?>> given,
            DeltaTransaction transaction,
            List<DataFile> candidates) {
        Column[] columns = search.comparable(given);
        List<Object> made = List.of("compare a replace", search.compared(given));
        Optional<RowPipeline> ofSource = table.pipelines().get(made, source.schema(), rows -> rows.select(columns));
        Optional<RowPipeline> ofTable =
                table.pipelines().get(made, transaction.snapshot().schema(), rows -> rows.select(columns));
        Optional<RowPipeline> isMatching = table.pipelines()
                .get(
                        List.of("match a replace", search.filter()),
                        transaction.snapshot().schema(),
                        rows -> rows.select(coalesce(Scope.of(search.filter()).toColumn(), lit(false))));
        if (ofSource.isEmpty()
                || ofTable.isEmpty()
                || isMatching.isEmpty()
                || !ofSource.get()
                        .schema()
                        .asNullable()
                        .equals(ofTable.get().schema().asNullable())) {
            return Optional.empty();
        }
        return transaction.localReader(candidates).readAll(candidates).flatMap(files -> {
            List<Matched> matched = new ArrayList<>();
            for (int at = 0; at < candidates.size(); at++) {
                LocalRows rows = files.get(at);
                List<Integer> positions = isMatching.get().apply(rows).whereTrue();
                matched.add(new Matched(
                        candidates.get(at), rows, positions, ofTable.get().apply(rows.at(positions))));
            }
            LocalRows compared = ofSource.get().apply(source);
            return RowDifference.of(
                            table.verbSession(),
                            compared,
                            matched.stream().map(Matched::compared).toList(),
                            search.group().map(Field::name))
                    .map(difference -> {
                        List<DataFile> replaced = new ArrayList<>();
                        List<LocalRows> kept = new ArrayList<>();
                        long rows = 0;
                        for (Matched file : matched) {
                            List<Integer> changed = difference.inChangedGroups(file.compared()).stream()
                                    .map(file.positions()::get)
                                    .toList();
                            if (!changed.isEmpty()) {
                                replaced.add(file.file());
                                kept.add(without(file.rows(), changed));
                                rows += changed.size();
                            }
                        }
                        return new LocalReplace(
                                table,
                                transaction,
                                given,
                                new ReplacedRows(
                                        rows,
                                        replaced,
                                        difference.isEmpty(),
                                        search.group(),
                                        difference.changedGroups()),
                                source.at(difference.inChangedGroups(compared)),
                                kept);
                    });
        });
    }

    private static LocalRows without(LocalRows rows, List<Integer> positions) {
        BitSet gone = new BitSet();
        positions.forEach(gone::set);
        return rows.at(IntStream.range(0, rows.size())
                .filter(at -> !gone.get(at))
                .boxed()
                .toList());
    }

    /** The number of source rows to write. */
    long rowCount() {
        return incoming.size();
    }

    /** Writes the rows that replace the files; empty if only a query can compute them. */
    Optional<List<DataFile>> write() {
        boolean keepsRows = kept.stream().anyMatch(rows -> !rows.isEmpty());
        RowImages images = RowImages.of(transaction, given, keepsRows);
        if (images.hasFeed()) {
            return Optional.empty();
        }
        return table.pipelines()
                .get(
                        List.of("insert by a replace", table.spec(), given),
                        incoming.schema(),
                        rows -> images.inOrder(images.inserted(rows)))
                .map(inserting -> {
                    List<LocalRows> all = new ArrayList<>(List.of(inserting.apply(incoming)));
                    all.addAll(kept);
                    try (LocalWriter writer = transaction.localWriter()) {
                        writer.write(FileLayout.sorting(table.verbSession(), inserting.schema(), table.spec())
                                .apply(LocalRows.concat(all)));
                        return transaction.complete(writer, FileLayout.tagOfIngested(table.spec()));
                    }
                });
    }
}
