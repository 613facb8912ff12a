package io.lakehouse.delta.merge;

import io.lakehouse.delta.log.DataFile;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The source rows of an upsert, compared with the rows that one version of the table has for the same keys. Neither side
 * can change: the source is pinned, and data files are immutable.
 */
sealed interface UpsertComparison extends AutoCloseable permits LocalUpsert, QueriedUpsert {

    UpsertCounts counts();

    /** The files that contain a row to replace. */
    List<DataFile> touchedFiles();

    /** Writes the rows that replace {@link #touchedFiles()}: new and changed rows, and unchanged rows of those files. */
    List<DataFile> write();

    /** The keys whose rows must not be written as they would become, with the reasons, if the caller takes them. */
    Optional<Dataset<Row>> refusedKeys();

    /** The source rows by key. */
    LatestRows latest();

    @Override
    void close();
}
