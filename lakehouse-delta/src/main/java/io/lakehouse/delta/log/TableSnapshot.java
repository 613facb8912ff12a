package io.lakehouse.delta.log;

import io.lakehouse.core.table.TableDescription;
import io.lakehouse.delta.spark.CharColumns;
import io.lakehouse.delta.spark.ScalaLists;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
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
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** One version of a table. */
public final class TableSnapshot {

    private final Snapshot snapshot;
    private final TableFiles known;
    private final String zone;
    private final Metadata metadata;
    private @Nullable TableColumns columns;

    /**
     * A version of a table.
     *
     * @param zone the time zone of the verbs' session, in which the log's texts of instants without a zone are read
     */
    TableSnapshot(Snapshot snapshot, TableFiles known, String zone) {
        this(snapshot, known, zone, snapshot.metadata());
    }

    private TableSnapshot(Snapshot snapshot, TableFiles known, String zone, Metadata metadata) {
        this.snapshot = snapshot;
        this.known = known;
        this.zone = zone;
        this.metadata = metadata;
    }

    /** The same version with the metadata that a transaction on it commits: with further columns and wider types. */
    TableSnapshot with(Metadata uncommitted) {
        return new TableSnapshot(snapshot, known, zone, uncommitted);
    }

    Snapshot delta() {
        return snapshot;
    }

    /** Whether the table exists. */
    public boolean exists() {
        return version() >= 0;
    }

    /** The version number; -1 if the table does not exist. */
    public long version() {
        return snapshot.version();
    }

    /** The table's own id, which changes when the table is dropped and created again. */
    public String tableId() {
        return metadata.id();
    }

    /** Distinguishes this commit from any other with the same version number; empty if it is no longer in the log. */
    public OptionalLong identity() {
        return identityOf(version());
    }

    /** Distinguishes a commit from any other with the same version number; empty if it is no longer in the log. */
    public OptionalLong identityOf(long version) {
        return CommitLog.identity(snapshot.deltaLog(), version);
    }

    public StructType schema() {
        return metadata.schema();
    }

    /** The time zone of partition values that are instants without a zone. */
    public String zone() {
        return zone;
    }

    /** The table's columns. */
    public TableColumns columns() {
        TableColumns known = columns;
        if (known == null) {
            known = new TableColumns(metadata);
            columns = known;
        }
        return known;
    }

    /** The hidden columns of a table with row tracking. */
    public Optional<RowTracking> rowTracking() {
        return RowTracking.in(snapshot);
    }

    /** The names of the columns in the table's files, hidden ones included. */
    public List<String> storedColumns() {
        List<String> stored = new ArrayList<>();
        columns().all().forEach(column -> stored.add(column.name()));
        rowTracking().ifPresent(hidden -> stored.addAll(hidden.names()));
        return stored;
    }

    /** Rows as they are read, with the hidden columns if there are any. */
    Dataset<Row> withHiddenColumns(Dataset<Row> rows) {
        return rowTracking().map(tracking -> tracking.addTo(rows)).orElse(rows);
    }

    /** Whether the table records which rows its commits change. */
    public boolean hasChangeDataFeed() {
        return (Boolean) DeltaConfigs.CHANGE_DATA_FEED().fromMetaData(metadata);
    }

    boolean isPartitionedByInstants() {
        return partitionColumns().stream().anyMatch(TableSnapshot::isInstant);
    }

    private static boolean isInstant(TableColumn column) {
        return column.type().equals(DataTypes.TimestampType);
    }

    /** Whether the log has the zone of each instant that is a partition value, as it has since Delta 3.2. */
    boolean partitionInstantsHaveZones() {
        List<TableColumn> instants =
                partitionColumns().stream().filter(TableSnapshot::isInstant).toList();
        return files().stream()
                .allMatch(file -> instants.stream()
                        .map(file::partitionText)
                        .allMatch(text -> text == null || text.endsWith("Z")));
    }

    boolean hasCheckConstraints() {
        return ScalaLists.javaMap(metadata.configuration()).keySet().stream()
                .anyMatch(key -> key.toLowerCase(Locale.ROOT).startsWith("delta.constraints."));
    }

    /** Why Delta's own commands have to write the table; empty if the verbs write it themselves. */
    public Optional<String> reasonForDelta() {
        return TableFeatures.reasonForDelta(snapshot);
    }

    /** The table's description from its metadata. */
    public TableDescription description() {
        List<String> clustering = ClusteredTableUtils.isSupported(snapshot.protocol())
                ? ScalaLists.list(ClusteringColumnInfo.extractLogicalNames(snapshot)).stream()
                        .map(TableSnapshot::unquoted)
                        .toList()
                : List.of();
        return new TableDescription(
                metadata.description() == null ? "" : metadata.description(),
                metadata.schema(),
                ScalaLists.list(metadata.partitionColumns()),
                clustering,
                ScalaLists.javaMap(metadata.configuration()));
    }

    /** The name of a top-level column as it is, which Delta quotes where SQL would need it. */
    private static String unquoted(String name) {
        return name.startsWith("`") && name.endsWith("`") && !name.contains("`.")
                ? name.substring(1, name.length() - 1).replace("``", "`")
                : name;
    }

    /** Whether a property is set on the table. */
    public boolean hasProperty(String key) {
        return metadata.configuration().contains(key);
    }

    /** Whether the table is append-only. */
    boolean isAppendOnly() {
        return (Boolean) DeltaConfigs.IS_APPEND_ONLY().fromMetaData(metadata);
    }

    /** How long the table keeps removed files, according to its own properties. */
    public Duration retention() {
        return Duration.ofMillis(DeltaLog.tombstoneRetentionMillis(metadata));
    }

    /** The number of commits since the last checkpoint. */
    public long commitsSinceCheckpoint() {
        // Without a checkpoint, the checkpoint version is -1 and the log is read from version 0.
        return version() - snapshot.checkpointProvider().version();
    }

    /** The data files, cached across versions by {@link TableFiles}. */
    public List<DataFile> files() {
        return known.of(snapshot);
    }

    /** The files that were removed from the table and are kept for older versions. */
    public List<RemovedFile> tombstones() {
        return known.tombstones(snapshot);
    }

    /** The files removed since an instant, from the table's state, which drops tombstones older than its retention. */
    public List<RemovedFile> removedSince(Instant cutoff) {
        return snapshot
                .tombstones()
                .filter(functions.col("deletionTimestamp").geq(cutoff.toEpochMilli()))
                .collectAsList()
                .stream()
                .map(RemovedFile::new)
                .toList();
    }

    /** The progress of the table's streams. */
    public StreamProgress progress() {
        return known.progress(snapshot);
    }

    /** The rows of these files, as a query in the given session. */
    public Dataset<Row> read(SparkSession session, List<DataFile> files) {
        Dataset<Row> rows = KnownFiles.read(session, snapshot, files);
        return isEvolved() ? asEvolved(rows) : rows;
    }

    private boolean isEvolved() {
        return !metadata.schemaString().equals(snapshot.metadata().schemaString());
    }

    /** Stored rows with the columns of {@link #with}. */
    private Dataset<Row> asEvolved(Dataset<Row> stored) {
        List<String> names = List.of(stored.columns());
        Map<String, Column> changed = new LinkedHashMap<>();
        for (TableColumn column : columns().all()) {
            if (!names.contains(column.name())) {
                changed.put(column.name(), functions.lit(null).cast(column.type()));
            } else if (!stored.schema().apply(column.name()).dataType().equals(column.type())) {
                changed.put(column.name(), column.col().cast(column.type()));
            }
        }
        return stored.withColumns(changed);
    }

    /**
     * Whether the verbs may read and write files without Spark's and Delta's queries, which compute or check more than
     * values of columns.
     */
    public boolean allowsLocalWork() {
        return reasonForDelta().isEmpty()
                && !isEvolved()
                && rowTracking().isEmpty()
                && !hasCheckConstraints()
                && columns().all().size() == schema().length()
                && CharColumns.lengths(schema()).isEmpty()
                && columns().all().stream().noneMatch(TableColumn::hasOwnValue);
    }

    /** Whether the table computes or checks something from values of its columns. */
    boolean hasExpressionsOnColumns() {
        return hasCheckConstraints()
                || columns().all().stream()
                        .anyMatch(column -> column.generation().isPresent());
    }

    /** The number of rows in these files, from their statistics, or by counting if any file has none. */
    public long rows(SparkSession session, List<DataFile> files) {
        return files.stream().allMatch(file -> file.rows().isPresent())
                ? files.stream().mapToLong(file -> file.rows().orElseThrow()).sum()
                : read(session, files).count();
    }

    /**
     * Passes the commits of these versions to the reader, oldest first.
     *
     * @return whether the log contains all of them; the replay stops at the first missing commit
     */
    public boolean replay(long from, long to, Consumer<Commit> reader) {
        return CommitLog.replay(snapshot.deltaLog(), from, to, reader);
    }

    /** Passes those of these commits that the log still contains to the reader, oldest first. */
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

    /** The Hadoop configuration for access to the table's storage. */
    public Configuration hadoopConf() {
        return snapshot.deltaLog().newDeltaHadoopConf();
    }

    /** Whether the name of a folder or file in the table's folder marks it as hidden, that is, as not holding data. */
    public boolean isHidden(String name) {
        return DeltaTableUtils.isHiddenDirectory(metadata.partitionColumns(), name, false);
    }

    /** The partition columns, in order. */
    List<TableColumn> partitionColumns() {
        return ScalaLists.list(metadata.partitionColumns()).stream()
                .map(name -> columns().find(name).orElseThrow())
                .toList();
    }
}
