package io.lakehouse.delta.log;

import io.lakehouse.core.table.TableDescription;
import io.lakehouse.delta.spark.ScalaLists;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaConfigs;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaTableUtils;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.skipping.clustering.ClusteredTableUtils;
import org.apache.spark.sql.delta.skipping.clustering.ClusteringColumnInfo;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** What one version of a table holds. */
public final class TableSnapshot {

    private final Snapshot snapshot;
    private final TableFiles known;

    TableSnapshot(Snapshot snapshot, TableFiles known) {
        this.snapshot = snapshot;
        this.known = known;
    }

    Snapshot delta() {
        return snapshot;
    }

    /** Whether there is a table at all. */
    public boolean exists() {
        return version() >= 0;
    }

    /** Its number; -1 if there is no table. */
    public long version() {
        return snapshot.version();
    }

    /** The table's own id: one that was dropped and created anew has another. */
    public String tableId() {
        return snapshot.metadata().id();
    }

    /** Tells its commit from any other of the same number; empty if the log no longer holds it. */
    public OptionalLong identity() {
        return identityOf(version());
    }

    /** Tells the commit of a version from any other of the same number; empty if the log no longer holds it. */
    public OptionalLong identityOf(long version) {
        return CommitLog.identity(snapshot.deltaLog(), version);
    }

    public StructType schema() {
        return snapshot.metadata().schema();
    }

    /** What the table says of itself. */
    public TableDescription description() {
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

    /** Whether the table has been given a property. */
    public boolean hasProperty(String key) {
        return snapshot.metadata().configuration().contains(key);
    }

    /** Whether rows may be added to the table only. */
    boolean isAppendOnly() {
        return (Boolean) DeltaConfigs.IS_APPEND_ONLY().fromMetaData(snapshot.metadata());
    }

    /** How long the table itself says that removed files are kept. */
    public Duration retention() {
        return Duration.ofMillis(DeltaLog.tombstoneRetentionMillis(snapshot.metadata()));
    }

    /** How many commits came after the last checkpoint. */
    public long commitsSinceCheckpoint() {
        // Without a checkpoint its version is -1, and the log is read from version 0 on.
        return version() - snapshot.checkpointProvider().version();
    }

    /** Its data files, kept from version to version by {@link TableFiles}. */
    public List<DataFile> files() {
        return known.of(snapshot);
    }

    /** The files that have left the table and are kept for older versions. */
    public List<RemovedFile> tombstones() {
        return known.tombstones(snapshot);
    }

    /** The files that have left the table since an instant, by the table's state; it forgets those beyond its retention. */
    public List<RemovedFile> removedSince(Instant cutoff) {
        return snapshot
                .tombstones()
                .filter(functions.col("deletionTimestamp").geq(cutoff.toEpochMilli()))
                .collectAsList()
                .stream()
                .map(RemovedFile::new)
                .toList();
    }

    /** How far the streams of the table have come. */
    public StreamProgress progress() {
        return known.progress(snapshot);
    }

    /** The rows of these files, for a session. */
    public Dataset<Row> read(SparkSession session, List<DataFile> files) {
        return KnownFiles.read(session, snapshot, files);
    }

    /** How many rows these files hold: by their statistics, or by counting where they have none. */
    public long rows(SparkSession session, List<DataFile> files) {
        return files.stream().allMatch(file -> file.rows().isPresent())
                ? files.stream().mapToLong(file -> file.rows().orElseThrow()).sum()
                : read(session, files).count();
    }

    /**
     * Shows the commits of these versions, oldest first.
     *
     * @return whether the log holds all of them; none after the first that is missing is shown
     */
    public boolean replay(long from, long to, Consumer<Commit> reader) {
        return CommitLog.replay(snapshot.deltaLog(), from, to, reader);
    }

    /** Shows those of these commits that the log still holds, oldest first. */
    public void replayHeld(long from, long to, Consumer<Commit> reader) {
        CommitLog.replayHeld(snapshot.deltaLog(), from, to, reader);
    }

    public LogHistory history() {
        return new LogHistory(snapshot.deltaLog());
    }

    /** The table's folder. */
    public Path folder() {
        return snapshot.deltaLog().dataPath();
    }

    /** With what the table's storage is reached. */
    public Configuration hadoopConf() {
        return snapshot.deltaLog().newDeltaHadoopConf();
    }

    /** Whether a folder or file of the table's folder holds nobody's data, by its name. */
    public boolean isHidden(String name) {
        return DeltaTableUtils.isHiddenDirectory(snapshot.metadata().partitionColumns(), name, false);
    }

    /** The types of its partition columns. */
    StructType partitionSchema() {
        return snapshot.metadata().partitionSchema();
    }
}
