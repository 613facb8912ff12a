package io.lakehouse.delta.log;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddCDCFile;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.RemoveFile;

/** One commit in a table's log. */
public final class Commit {

    private final long version;
    private final List<Action> actions;

    Commit(long version, List<Action> actions) {
        this.version = version;
        this.actions = actions;
    }

    public long version() {
        return version;
    }

    /** When it was made, in milliseconds since the epoch; never, if its writer did not tell. */
    long time() {
        return info().map(info -> info.timestamp()).map(Timestamp::getTime).orElse(Long.MAX_VALUE);
    }

    List<Action> actions() {
        return actions;
    }

    /** The files it added. */
    public List<DataFile> added() {
        List<DataFile> added = new ArrayList<>();
        for (Action action : actions) {
            if (action instanceof AddFile file) {
                added.add(new DataFile(file));
            }
        }
        return added;
    }

    /** The files it removed. */
    public List<RemovedFile> removed() {
        List<RemovedFile> removed = new ArrayList<>();
        for (Action action : actions) {
            if (action instanceof RemoveFile file) {
                removed.add(new RemovedFile(file));
            }
        }
        return removed;
    }

    /** The files of the change data feed that it added, with their sizes. They belong to this version alone. */
    public Map<String, Long> feedFiles() {
        Map<String, Long> files = new LinkedHashMap<>();
        for (Action action : actions) {
            if (action instanceof AddCDCFile file) {
                files.put(file.path(), file.size());
            }
        }
        return files;
    }

    /** The commit info recorded by the writer; some engines record none. */
    Optional<CommitInfo> info() {
        return actions.stream()
                .filter(CommitInfo.class::isInstance)
                .map(CommitInfo.class::cast)
                .findFirst();
    }
}
