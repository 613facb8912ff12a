package io.lakehouse.delta;

import io.lakehouse.core.table.TableDescription;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.skipping.clustering.ClusteredTableUtils;
import org.apache.spark.sql.delta.skipping.clustering.ClusteringColumnInfo;
import scala.Option;

/** What one version of a table holds. */
final class Snapshots {

    private Snapshots() {}

    static Snapshot newest(DeltaLog log) {
        return log.update(false, Option.empty(), Option.empty());
    }

    /** The rows of these files, for a session. */
    static Dataset<Row> read(SparkSession session, Snapshot snapshot, List<AddFile> files) {
        return KnownFiles.read(session, snapshot, files);
    }

    /** How many rows the files hold: by their statistics, or by counting where they have none. */
    static long rows(SparkSession session, Snapshot snapshot, List<AddFile> files) {
        return files.stream().allMatch(file -> rows(file).isPresent())
                ? files.stream().mapToLong(file -> rows(file).orElseThrow()).sum()
                : read(session, snapshot, files).count();
    }

    /** What the table says of itself. */
    static TableDescription describe(Snapshot snapshot) {
        Metadata metadata = snapshot.metadata();
        List<String> clustering = ClusteredTableUtils.isSupported(snapshot.protocol())
                ? ScalaLists.list(ClusteringColumnInfo.extractLogicalNames(snapshot))
                : List.of();
        return new TableDescription(
                metadata.description() == null ? "" : metadata.description(),
                metadata.schema(),
                ScalaLists.list(metadata.partitionColumns()),
                clustering,
                ScalaLists.javaMap(metadata.configuration()));
    }

    /** A file's rows by its statistics, less those a deletion vector marks. */
    static OptionalLong rows(AddFile file) {
        Option<Object> rows = file.numLogicalRecords();
        return rows.isDefined() ? OptionalLong.of((Long) rows.get()) : OptionalLong.empty();
    }
}
