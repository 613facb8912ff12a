package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ScalaLists;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.actions.AddFile;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** A data file that is part of a table, or is to become one. */
public final class DataFile {

    /** What Delta's log calls the engine that clustered a file: one engine does not touch the files of another. */
    private static final String CLUSTERING_PROVIDER = "lakehouse";

    private final AddFile action;

    DataFile(AddFile action) {
        this.action = action;
    }

    AddFile action() {
        return action;
    }

    /** As the log has it: a URI, relative to the table or absolute. */
    public String path() {
        return action.path();
    }

    public long bytes() {
        return action.size();
    }

    /** The size of several files. */
    public static long bytes(List<DataFile> files) {
        return files.stream().mapToLong(DataFile::bytes).sum();
    }

    public Instant modified() {
        return Instant.ofEpochMilli(action.modificationTime());
    }

    /** Whether it brought other rows to the table, and not the same ones in another layout. */
    public boolean isDataChange() {
        return action.dataChange();
    }

    /** Its statistics as the JSON of Delta's protocol; empty if there are none. */
    public String statistics() {
        return action.stats() == null ? "" : action.stats();
    }

    /** Its rows by its statistics, less those that a deletion vector marks. */
    public OptionalLong rows() {
        Option<Object> rows = action.numLogicalRecords();
        return rows.isDefined() ? OptionalLong.of((Long) rows.get()) : OptionalLong.empty();
    }

    /** How many of its rows a deletion vector marks. */
    public long deletedRows() {
        return action.deletionVector() == null ? 0 : action.deletionVector().cardinality();
    }

    /** Of its rows those that a deletion vector marks, 0 to 1; 1 if nobody knows how many are left. */
    public double deletedShare() {
        double deleted = deletedRows();
        return deleted == 0 ? 0 : Math.min(1, deleted / (rows().orElse(0) + deleted));
    }

    /** Whether the table is partitioned by a column. */
    public boolean hasPartitionColumn(String column) {
        return action.partitionValues().contains(column);
    }

    /** The value of a partition column as the log has it, null for NULL; see {@link PartitionValues} for comparing it. */
    public @Nullable String partitionText(String column) {
        return action.partitionValues().getOrElse(column, () -> null);
    }

    /** What the log notes of its layout; empty if it was written by another engine. */
    public Optional<LayoutTag> tag() {
        return action.tags() == null ? Optional.empty() : LayoutTag.from(ScalaLists.javaMap(action.tags()));
    }

    /** Whether another engine clustered it. */
    public boolean isClusteredByAnother() {
        return action.clusteringProvider().exists(provider -> !provider.equals(CLUSTERING_PROVIDER));
    }

    /** Whether it is the same file with the same rows deleted. */
    public boolean isSameAs(DataFile other) {
        return path().equals(other.path())
                && action.getDeletionVectorUniqueId().equals(other.action.getDeletionVectorUniqueId());
    }

    /** The file of its deletion vector, if it has one in a file of its own. */
    public Optional<Path> vectorPath(Path table) {
        return RemovedFile.vectorPath(action.deletionVector(), table);
    }

    /** As a commit of new rows has it. */
    DataFile ingested(LayoutTag tag) {
        return noted(true, tag, Option.empty());
    }

    /**
     * As a commit that moves rows to other files has it.
     *
     * @param isClustered whether its rows are ordered by the table's clustering columns
     */
    public DataFile rewritten(LayoutTag tag, boolean isClustered) {
        return noted(false, tag, isClustered ? Option.apply(CLUSTERING_PROVIDER) : Option.empty());
    }

    private DataFile noted(boolean isDataChange, LayoutTag tag, Option<String> clusteringProvider) {
        return new DataFile(action.copy(
                action.path(),
                action.partitionValues(),
                action.size(),
                action.modificationTime(),
                isDataChange,
                action.stats(),
                tagged(tag),
                action.deletionVector(),
                action.baseRowId(),
                action.defaultRowCommitVersion(),
                clusteringProvider));
    }

    private scala.collection.immutable.Map<String, String> tagged(LayoutTag tag) {
        Map<String, String> tags = action.tags() == null ? new LinkedHashMap<>() : ScalaLists.javaMap(action.tags());
        tags.putAll(tag.toMap());
        return ScalaLists.map(tags);
    }

    @Override
    public String toString() {
        return path();
    }
}
