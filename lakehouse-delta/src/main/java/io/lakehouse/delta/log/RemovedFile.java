package io.lakehouse.delta.log;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.jspecify.annotations.Nullable;

/** A data file that a commit took out of a table. */
public final class RemovedFile {

    private final RemoveFile action;

    RemovedFile(RemoveFile action) {
        this.action = action;
    }

    RemoveFile action() {
        return action;
    }

    /** As the log has it: a URI, relative to the table or absolute. */
    public String path() {
        return action.path();
    }

    /** Its size, if the log tells. */
    public OptionalLong bytes() {
        return action.size().isDefined() ? OptionalLong.of((Long) action.size().get()) : OptionalLong.empty();
    }

    /** Whether rows left the table with it, and did not go to other files. */
    public boolean isDataChange() {
        return action.dataChange();
    }

    /** Whether the log says which partition it was of; some engines do not. */
    public boolean hasPartition() {
        return action.partitionValues() != null;
    }

    /** The file of its deletion vector, if it had one in a file of its own. */
    public Optional<Path> vectorPath(Path table) {
        return vectorPath(action.deletionVector(), table);
    }

    static Optional<Path> vectorPath(@Nullable DeletionVectorDescriptor vector, Path table) {
        return vector == null || vector.isInline() ? Optional.empty() : Optional.of(vector.absolutePath(table));
    }
}
