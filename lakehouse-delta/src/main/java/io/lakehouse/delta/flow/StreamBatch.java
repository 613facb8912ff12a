package io.lakehouse.delta.flow;

import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.SpecProperties;
import io.lakehouse.delta.log.StreamProgress;
import io.lakehouse.delta.log.StreamRecords;

/**
 * A micro-batch of a streaming query. A query that was killed after the commit runs its last batch again, with the same
 * rows and the same number.
 *
 * @param query the id that the query's checkpoint gives it
 * @param number the number of the batch, from 0
 */
public record StreamBatch(String query, long number) implements SourcePosition {

    private String stream() {
        return StreamRecords.QUERY + query;
    }

    @Override
    public boolean isRecordedIn(DeltaTransaction transaction, TableName table) {
        if (transaction.snapshot().hasProperty(SpecProperties.TRANSACTION_RETENTION)) {
            throw FlowErrors.forgetsStreams(table, SpecProperties.TRANSACTION_RETENTION);
        }
        StreamProgress progress = transaction.progressOf(stream());
        if (progress.isUncertain(stream())) {
            throw FlowErrors.uncertainStream(table, query);
        }
        return progress.of(stream()).orElse(-1) >= number;
    }

    @Override
    public void recordIn(DeltaTransaction transaction) {
        transaction.recordProgress(stream(), number);
    }

    /** A batch that changes nothing may run again. */
    @Override
    public boolean isRecordedAlone() {
        return false;
    }
}
