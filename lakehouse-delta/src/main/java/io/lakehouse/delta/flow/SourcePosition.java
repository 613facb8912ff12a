package io.lakehouse.delta.flow;

import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.log.DeltaTransaction;

/** The position in a source that a commit records, so that what was processed up to there is not processed again. */
public sealed interface SourcePosition permits PendingChanges, StreamBatch {

    /** Whether a table has recorded this position already. If another commit records it first, there is a conflict. */
    boolean isRecordedIn(DeltaTransaction transaction, TableName table);

    /** Records the position in the commit of the transaction. */
    void recordIn(DeltaTransaction transaction);

    /** Whether to record the position even if no row changes. */
    boolean isRecordedAlone();
}
