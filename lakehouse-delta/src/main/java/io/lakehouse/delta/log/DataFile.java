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

/** A data file that is part of a table, or is about to be committed to one. */
public final class DataFile {

    /** The clustering provider recorded in Delta's log. Engines do not touch files clustered by another provider. */
    private static final String CLUSTERING_PROVIDER = "lakehouse";

    private final AddFile action;

    DataFile(AddFile action) {
        this.action = action;
    }

    AddFile action() {
        return action;
    }

    /** The path as stored in the log: a URI, relative to the table or absolute. */
    public String path() {
        return action.path();
    }

    public long bytes() {
        return action.size();
    }

    /** The total size of the files. */
    public static long bytes(List<DataFile> files) {
        return files.stream().mapToLong(DataFile::bytes).sum();
    }

    public Instant modified() {
        return Instant.ofEpochMilli(action.modificationTime());
    }

    /** Whether the file changed the table's data, rather than only its layout. */
    public boolean isDataChange() {
        return action.dataChange();
    }

    /** The file's statistics, as JSON in the format of the Delta protocol; empty if there are none. */
    public String statistics() {
        return action.stats() == null ? "" : action.stats();
    }

    /** The number of rows from the statistics, less those marked as deleted by a deletion vector. */
    public OptionalLong rows() {
        Option<Object> rows = action.numLogicalRecords();
        return rows.isDefined() ? OptionalLong.of((Long) rows.get()) : OptionalLong.empty();
    }

    /** The number of rows marked as deleted by a deletion vector. */
    public long deletedRows() {
        return action.deletionVector() == null ? 0 : action.deletionVector().cardinality();
    }

    /** The share of rows marked by a deletion vector, 0 to 1; 1 if the number of remaining rows is unknown. */
    public double deletedShare() {
        double deleted = deletedRows();
        return deleted == 0 ? 0 : Math.min(1, deleted / (rows().orElse(0) + deleted));
    }

    /** Whether the table is partitioned by a column. */
    public boolean hasPartitionColumn(TableColumn column) {
        return action.partitionValues().contains(column.physicalName());
    }

    /** A partition value as stored in the log, null for NULL; compare values through {@link PartitionValues}. */
    public @Nullable String partitionText(TableColumn column) {
        return action.partitionValues().getOrElse(column.physicalName(), () -> null);
    }

    /** All partition values as stored in the log, by the columns' names in files. */
    public Map<String, String> partitionTexts() {
        return ScalaLists.javaMap(action.partitionValues());
    }

    /** The layout tag recorded in the log; empty if another engine wrote the file. */
    public Optional<LayoutTag> tag() {
        return action.tags() == null ? Optional.empty() : LayoutTag.from(ScalaLists.javaMap(action.tags()));
    }

    /** Whether another engine clustered the file. */
    public boolean isClusteredByAnother() {
        return action.clusteringProvider().exists(provider -> !provider.equals(CLUSTERING_PROVIDER));
    }

    /** Whether both are the same file with the same deletion vector. */
    public boolean isSameAs(DataFile other) {
        return path().equals(other.path())
                && action.getDeletionVectorUniqueId().equals(other.action.getDeletionVectorUniqueId());
    }

    /** The path of its deletion vector, if that is stored in a separate file. */
    public Optional<Path> vectorPath(Path table) {
        return RemovedFile.vectorPath(action.deletionVector(), table);
    }

    /** The file as committed with new rows. */
    DataFile ingested(LayoutTag tag) {
        return withTag(true, tag, Option.empty());
    }

    /**
     * The file as committed by a rewrite, which only moves rows between files.
     *
     * @param isClustered whether the rows are ordered by the table's clustering columns
     */
    public DataFile rewritten(LayoutTag tag, boolean isClustered) {
        return withTag(false, tag, isClustered ? Option.apply(CLUSTERING_PROVIDER) : Option.empty());
    }

    private DataFile withTag(boolean isDataChange, LayoutTag tag, Option<String> clusteringProvider) {
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
