package io.lakehouse.crypto.bench.rivals;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.ID;
import static io.lakehouse.crypto.bench.data.HourlyPrices.LAST_UPDATED;
import static io.lakehouse.crypto.bench.data.HourlyPrices.SYMBOL;

import io.lakehouse.core.table.Fields;
import io.lakehouse.crypto.bench.data.HourlyPrices;
import io.lakehouse.crypto.bench.data.UpsertBatches;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.StorageMeter;
import io.lakehouse.crypto.bench.harness.TableDigest;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** Upserts the batches, each of which is stored in a Parquet file. */
public final class Upserting implements Contestant {

    private final UpsertEngine engine;
    private final Path rows;
    private final String batch;
    private final UpsertBatches batches;
    private List<LocalDate> days = List.of();
    private Optional<StorageMeter> meter = Optional.empty();

    /**
     * Creates a contestant for an engine.
     *
     * @param rows the initial rows of the table
     * @param days the number of days that those rows cover
     * @param batch where to store the rows of a round
     */
    public Upserting(UpsertEngine engine, Path rows, int days, Path batch) {
        this.engine = engine;
        this.rows = rows;
        this.batch = batch.toString();
        this.batches = new UpsertBatches(days);
    }

    @Override
    public void prepare() {
        engine.load(read(rows.toString()).sortWithinPartitions(DAY.col(), SYMBOL.col(), ID.col(), LAST_UPDATED.col()));
    }

    @Override
    public void beforeRound(String scenario, int round) {
        UpsertBatches.Batch next = scenario.equals(UpsertBatches.FEED)
                ? batches.nextFeed(engine.spark())
                : batches.next(engine.spark(), scenario);
        next.rows().write().mode("overwrite").parquet(batch);
        days = next.days();
        meter = Optional.of(StorageMeter.begin(engine.folder()));
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        if (engine instanceof FeedEngine feeds && scenario.equals(UpsertBatches.FEED)) {
            feeds.feed(
                    engine.spark()
                            .read()
                            .schema(Fields.toStruct(HourlyPrices.FIELDS)
                                    .add(UpsertBatches.OP.name(), DataTypes.StringType))
                            .parquet(batch),
                    days);
        } else {
            engine.upsert(read(batch), days);
        }
        return Map.of();
    }

    @Override
    public Map<String, Double> afterRound(String scenario, int round) {
        return meter.orElseThrow().figures();
    }

    /** Reads with the known schema, because inferring it would take one job per read. */
    private Dataset<Row> read(String path) {
        return engine.spark()
                .read()
                .schema(Fields.toStruct(HourlyPrices.FIELDS))
                .parquet(path);
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
