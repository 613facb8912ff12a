package io.lakehouse.delta;

import io.lakehouse.delta.flow.StreamBatch;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.MicroBatches;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A streaming query that writes each micro-batch of a stream by a verb, exactly once: the commit of a batch records
 * which batch of which query it was, so a query that is killed between the commit and its checkpoint does not write the
 * batch again. Several queries may write one table.
 *
 * <pre>{@code
 * StreamingQuery query = customers.upsert()
 *     .latestBy(LSN)
 *     .deletingWhere(OP.is("d"))
 *     .stream(events)
 *     .checkpoint("s3a://bucket/checkpoints/customers")
 *     .trigger(Trigger.AvailableNow())
 *     .start();
 * }</pre>
 *
 * <p>A batch that changes no row commits nothing. Immutable: each setting returns a new instance.
 */
public final class StreamedWrite {

    private final TableLog table;
    private final Dataset<Row> rows;
    private final OutputMode mode;
    private final BiConsumer<Dataset<Row>, StreamBatch> write;
    private final Optional<String> checkpoint;
    private final Optional<Trigger> trigger;
    private final Optional<String> name;

    StreamedWrite(TableLog table, Dataset<Row> rows, OutputMode mode, BiConsumer<Dataset<Row>, StreamBatch> write) {
        this(table, rows, mode, write, Optional.empty(), Optional.empty(), Optional.empty());
        if (!rows.isStreaming()) {
            throw DeltaErrors.notStreaming(table.name());
        }
    }

    private StreamedWrite(
            TableLog table,
            Dataset<Row> rows,
            OutputMode mode,
            BiConsumer<Dataset<Row>, StreamBatch> write,
            Optional<String> checkpoint,
            Optional<Trigger> trigger,
            Optional<String> name) {
        this.table = table;
        this.rows = rows;
        this.mode = mode;
        this.write = write;
        this.checkpoint = checkpoint;
        this.trigger = trigger;
        this.name = name;
    }

    /**
     * Where the query keeps its progress: a folder of its own, as a URI. A query that is started again with the same
     * checkpoint goes on where it was. Required.
     */
    public StreamedWrite checkpoint(String location) {
        return new StreamedWrite(table, rows, mode, write, Optional.of(location), trigger, name);
    }

    /** When to run a batch. Default: as soon as the one before is done. */
    public StreamedWrite trigger(Trigger trigger) {
        return new StreamedWrite(table, rows, mode, write, checkpoint, Optional.of(trigger), name);
    }

    /** The name of the query in Spark's UI and metrics, unique among the active queries of the session. Default: none. */
    public StreamedWrite named(String name) {
        return new StreamedWrite(table, rows, mode, write, checkpoint, trigger, Optional.of(name));
    }

    /**
     * Starts the query. An error of the verb ends it; {@link StreamingQuery#exception} has the message.
     *
     * @throws IllegalArgumentException if there is no checkpoint
     */
    public StreamingQuery start() {
        String location = checkpoint.orElseThrow(() -> DeltaErrors.noCheckpoint(table.name()));
        DataStreamWriter<Row> writer = rows.writeStream()
                .outputMode(mode)
                .option("checkpointLocation", location)
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>)
                        (batch, number) -> write.accept(batch, new StreamBatch(MicroBatches.queryOf(batch), number)));
        name.ifPresent(writer::queryName);
        try {
            return trigger.map(writer::trigger).orElse(writer).start();
        } catch (TimeoutException e) {
            throw DeltaErrors.notStarted(table.name(), e);
        }
    }
}
