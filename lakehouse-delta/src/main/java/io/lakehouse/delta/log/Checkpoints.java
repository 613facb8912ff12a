package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.Background;
import io.lakehouse.delta.spark.JobLabel;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Writes the checkpoints of tables beside other work, since one takes longer than a small commit. A table is read without
 * one just as well, only more slowly, so a checkpoint that fails or is cut off does no harm: the next one is written when
 * it is due, and at once if the log has become long. Safe for use by many threads.
 */
public final class Checkpoints implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    /** After this many intervals without a checkpoint, the commit waits for it. */
    private static final int MAX_INTERVALS = 3;

    private final Map<Path, Background<Boolean>> running = new HashMap<>();

    /**
     * Writes a checkpoint of a table.
     *
     * @param version the version that was committed
     * @param interval after how many commits a checkpoint is due
     */
    void write(SparkSession session, DeltaLog log, long version, long interval) {
        long last = log.unsafeVolatileSnapshot().checkpointProvider().version();
        Background<Boolean> started;
        synchronized (running) {
            running.values().removeIf(Background::isDone);
            started = running.computeIfAbsent(log.dataPath(), path -> Background.of(() -> write(session, log)));
        }
        if (version - last >= MAX_INTERVALS * interval) {
            started.close();
        }
    }

    private static boolean write(SparkSession session, DeltaLog log) {
        return ActiveSession.with(session, () -> {
            try (JobLabel label =
                    JobLabel.of(session, "checkpoint of " + log.dataPath().getName())) {
                log.checkpoint(log.update(false, Option.empty(), Option.empty()), Option.empty());
                return true;
            } catch (Exception e) {
                LOG.warn(
                        "Cannot write a checkpoint of {}; the next one that is due makes up for it", log.dataPath(), e);
                return false;
            }
        });
    }

    /** Waits for the checkpoints that are being written. */
    @Override
    public void close() {
        synchronized (running) {
            running.values().forEach(Background::close);
            running.clear();
        }
    }
}
