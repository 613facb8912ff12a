package io.lakehouse.crypto.bench.rivals;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.lakehouse.crypto.bench.data.HourlyPrices;
import io.lakehouse.crypto.bench.data.UpsertBatches;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.TableDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Many writers upsert at once into the same partition, each of them keys of its own, until all of them are done. */
public final class CrowdRounds implements Contestant {

    public static final String SCENARIO = "crowd";
    public static final int WRITERS = 8;
    public static final int BATCHES = 3;

    /** How often a writer lost a race that its caller had to repeat. */
    public static final String LOST = "races lost";

    private final UpsertEngine engine;
    private final List<LocalDate> day = List.of(HourlyPrices.FIRST_DAY);
    private List<List<Dataset<Row>>> batches = List.of();

    public CrowdRounds(UpsertEngine engine) {
        this.engine = engine;
    }

    @Override
    public void prepare() {
        engine.load(UpsertBatches.of(engine.spark(), 0, 1, 0).rows().coalesce(1));
    }

    @Override
    public void beforeRound(String scenario, int round) {
        Dataset<Row> rows =
                UpsertBatches.of(engine.spark(), 0, 1, round + 1).rows().limit(100);
        batches = IntStream.range(0, WRITERS)
                .mapToObj(writer -> IntStream.range(0, BATCHES)
                        .mapToObj(batch -> pinned(rows.withColumn(
                                HourlyPrices.ID.name(),
                                concat(col(HourlyPrices.ID.name()), lit(" " + writer + " " + round + " " + batch)))))
                        .toList())
                .toList();
    }

    private Dataset<Row> pinned(Dataset<Row> rows) {
        return engine.spark().createDataFrame(rows.collectAsList(), rows.schema());
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        AtomicInteger lost = new AtomicInteger();
        try {
            List<Future<?>> all = new ArrayList<>();
            batches.forEach(own -> all.add(writers.submit(() -> {
                start.await();
                own.forEach(batch -> upsert(batch, lost));
                return own;
            })));
            for (Future<?> writer : all) {
                writer.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            writers.shutdownNow();
        }
        return Map.of(LOST, (double) lost.get());
    }

    private void upsert(Dataset<Row> batch, AtomicInteger lost) {
        while (true) {
            try {
                engine.upsert(batch, day);
                return;
            } catch (Exception e) {
                if (!(e instanceof DeltaConcurrentModificationException)) {
                    throw e;
                }
                lost.incrementAndGet();
            }
        }
    }

    @Override
    public String digest(String scenario) {
        return TableDigest.of(engine.read(), HourlyPrices.FIELDS);
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(engine.spark());
    }
}
