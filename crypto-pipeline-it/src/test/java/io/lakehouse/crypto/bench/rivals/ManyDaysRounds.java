package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.core.table.Fields;
import io.lakehouse.crypto.bench.data.HourlyPrices;
import io.lakehouse.crypto.bench.data.ManyDays;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.TableDigest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Adds rows of many days, then changes a few of each. */
public final class ManyDaysRounds implements Contestant {

    /** 20 rows for each of the next days. */
    public static final String NEW = "new";

    /** A changed row for every fifth of the last days. */
    public static final String CHANGED = "changed";

    private static final int EVERY = 100;

    private final UpsertEngine engine;
    private final boolean appends;
    private final int days;
    private final String batch;
    private int nextDay;
    private int stamp;

    /**
     * Creates a contestant for an engine.
     *
     * @param appends whether it adds new rows by a plain append of Spark, which checks nothing
     * @param days the number of days of a round
     * @param batch where to store the rows of a round
     */
    public ManyDaysRounds(UpsertEngine engine, boolean appends, int days, Path batch) {
        this.engine = engine;
        this.appends = appends;
        this.days = days;
        this.batch = batch.toString();
    }

    @Override
    public void prepare() {
        engine.load(ManyDays.of(engine.spark(), 0, 1, 1, 0));
        nextDay = 1;
    }

    @Override
    public void beforeRound(String scenario, int round) {
        stamp++;
        boolean isNew = scenario.equals(NEW);
        int first = isNew ? nextDay : nextDay - days;
        nextDay = first + days;
        ManyDays.of(engine.spark(), first, days, isNew ? 1 : EVERY, stamp)
                .write()
                .mode("overwrite")
                .parquet(batch);
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        Dataset<Row> rows = engine.spark()
                .read()
                .schema(Fields.toStruct(HourlyPrices.FIELDS))
                .parquet(batch);
        if (appends && scenario.equals(NEW)) {
            rows.write().format("delta").mode("append").save(engine.folder().toString());
        } else {
            engine.upsert(rows, List.of());
        }
        return Map.of();
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
