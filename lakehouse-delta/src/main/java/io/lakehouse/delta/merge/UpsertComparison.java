package io.lakehouse.delta.merge;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableLog;
import java.util.List;

/**
 * The source rows of an upsert, compared with the rows that one version of the table has for the same keys. Neither side
 * can change: the source is pinned, and data files are immutable.
 */
sealed interface UpsertComparison extends AutoCloseable permits LocalUpsert, QueriedUpsert {

    /**
     * Compares the source with the transaction's version of the table.
     *
     * @throws InvalidKeyException if several target rows have the same key and that key is in the source
     */
    static UpsertComparison of(
            TableLog table, KeyedSource source, DeltaTransaction transaction, UpsertSettings settings) {
        UpsertJoin join = UpsertJoin.of(table, source, settings, transaction);
        return table.inSession("upsert", "find changes", () -> {
            LatestRows latest = LatestRows.of(table, join);
            try {
                return LocalUpsert.of(join, latest)
                        .<UpsertComparison>map(local -> local)
                        .orElseGet(() -> new QueriedUpsert(join, latest));
            } catch (Throwable e) {
                latest.close();
                throw e;
            }
        });
    }

    UpsertCounts counts();

    /** The number of files that could contain one of the keys. */
    long filesScanned();

    /** The files that contain a row to replace. */
    List<DataFile> touchedFiles();

    /** Writes the rows that replace {@link #touchedFiles()}: new and changed rows, and unchanged rows of those files. */
    List<DataFile> write();

    /** The source rows by key. */
    LatestRows latest();

    @Override
    void close();
}
