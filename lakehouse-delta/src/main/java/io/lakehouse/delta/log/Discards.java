package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.Background;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.FileAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes files that were written for a commit that was never made. */
final class Discards {

    private static final Logger LOG = LoggerFactory.getLogger(Discards.class);

    private Discards() {}

    /** Deletes files that no log refers to. One that cannot be deleted is left to a full vacuum. */
    static void delete(DeltaLog log, List<? extends FileAction> files) {
        Background.forEach(files, file -> delete(log, new Path(log.dataPath(), new Path(file.pathAsUri()))));
    }

    private static void delete(DeltaLog log, Path file) {
        try {
            file.getFileSystem(log.newDeltaHadoopConf()).delete(file, false);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot delete {}, which no version references; a full vacuum will", file, e);
        }
    }
}
