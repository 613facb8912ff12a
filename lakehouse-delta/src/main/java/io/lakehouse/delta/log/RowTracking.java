package io.lakehouse.delta.log;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.RowCommitVersion;
import org.apache.spark.sql.delta.RowId;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Metadata;

/**
 * The hidden columns of a table with row tracking. A row that moves to another file takes the values along: its id, and
 * the version that last changed it. A row that changes keeps its id only. Delta fills in what is NULL.
 *
 * @param id the name of the column with the row's id
 * @param version the name of the column with the version that last changed the row
 */
public record RowTracking(String id, String version) {

    private static final String ID_PROPERTY = "delta.rowTracking.materializedRowIdColumnName";
    private static final String VERSION_PROPERTY = "delta.rowTracking.materializedRowCommitVersionColumnName";

    /** The columns of a version; empty if it has no row tracking. */
    static Optional<RowTracking> in(Snapshot snapshot) {
        Metadata metadata = snapshot.metadata();
        return RowId.isEnabled(snapshot.protocol(), metadata)
                ? Optional.of(new RowTracking(
                        metadata.configuration().apply(ID_PROPERTY),
                        metadata.configuration().apply(VERSION_PROPERTY)))
                : Optional.empty();
    }

    public List<String> names() {
        return List.of(id, version);
    }

    /** Adds the hidden columns to rows as they are read. */
    Dataset<Row> addTo(Dataset<Row> rows) {
        Column metadata = rows.metadataColumn("_metadata");
        return rows.withColumn(id, metadata.getField(RowId.ROW_ID()))
                .withColumn(version, metadata.getField(RowCommitVersion.METADATA_STRUCT_FIELD_NAME()));
    }

    /** Marks the hidden columns for Delta, if the rows have them. */
    Dataset<Row> mark(Dataset<Row> rows) {
        if (!Arrays.asList(rows.columns()).contains(id)) {
            return rows;
        }
        return rows.withMetadata(id, RowId.columnMetadata(id))
                .withMetadata(version, RowCommitVersion.columnMetadata(version));
    }
}
