package io.lakehouse.delta.log;

import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import scala.Option;

/**
 * A transaction that leaves the checkpoint to its caller. Delta's own writes it before the commit returns, and computes
 * the state of the table for it even if nobody asks for the result.
 */
final class TransactionWithoutCheckpoint extends OptimisticTransaction {

    private boolean isCheckpointDue;

    TransactionWithoutCheckpoint(DeltaLog log) {
        super(log, Option.empty(), log.update(false, Option.empty(), Option.empty()));
    }

    @Override
    public void setNeedsCheckpoint(long committedVersion, Snapshot committed) {
        isCheckpointDue = committedVersion > 0 && committedVersion % checkpointInterval() == 0;
    }

    /** Whether a checkpoint of the committed version is due. */
    boolean isCheckpointDue() {
        return isCheckpointDue;
    }

    /** After how many commits a checkpoint is due. */
    int checkpointInterval() {
        return deltaLog().checkpointInterval(metadata());
    }
}
