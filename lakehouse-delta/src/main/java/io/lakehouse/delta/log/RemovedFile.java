package io.lakehouse.delta.log;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.jspecify.annotations.Nullable;

/** A data file that a commit removed from a table. */
public final class RemovedFile {

    private final RemoveFile action;

    RemovedFile(RemoveFile action) {
        this.action = action;
    }

    RemoveFile action() {
        return action;
    }

    /** The path as stored in the log: a URI, relative to the table or absolute. */
    public String path() {
        return action.path();
    }

    /** Its size, if the log contains it. */
    public OptionalLong bytes() {
        return action.size().isDefined() ? OptionalLong.of((Long) action.size().get()) : OptionalLong.empty();
    }

    /** Whether its removal changed the table's data, rather than only moving rows to other files. */
    public boolean isDataChange() {
        return action.dataChange();
    }

    /** Whether the log contains its partition values; some engines do not write them. */
    public boolean hasPartition() {
        return action.partitionValues() != null;
    }

    /** The path of its deletion vector, if that is stored in a separate file. */
    public Optional<Path> vectorPath(Path table) {
        return vectorPath(action.deletionVector(), table);
    }

    static Optional<Path> vectorPath(@Nullable DeletionVectorDescriptor vector, Path table) {
        return vector == null || vector.isInline() ? Optional.empty() : Optional.of(vector.absolutePath(table));
    }
}
