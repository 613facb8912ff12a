package io.lakehouse.crypto.bench.rivals;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.to_date;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.table.Fields;
import io.lakehouse.crypto.bench.harness.StockSpark;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.market.MarketFields;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The reference recipe, which is what most teams write: Bronze with {@code replaceWhere}, Silver with a {@code MERGE}
 * on its key alone, {@code OPTIMIZE ZORDER BY} of all of Silver, Gold from all of Silver, {@code OPTIMIZE} of Gold, and
 * {@code VACUUM} of the three tables. Gold is the single table that such a pipeline has: the top ten of each day.
 */
public record Recipe(SparkSession spark, Path warehouse) {

    public static final String DAY = "partition_date";
    public static final String BRONZE = "bronze";
    public static final String SILVER = "silver";
    public static final String GOLD = "gold";

    /** The settings that the recipe tunes. */
    public static final Map<String, String> SETTINGS = Map.of(
            "spark.sql.adaptive.enabled", "true",
            "spark.sql.adaptive.coalescePartitions.enabled", "true",
            "spark.sql.adaptive.skewJoin.enabled", "true",
            "spark.sql.shuffle.partitions", "12",
            "spark.memory.fraction", "0.8",
            "spark.memory.storageFraction", "0.3");

    private static final String INGESTED_AT = "ingested_at";
    private static final int BRONZE_FILES = 4;
    private static final double RETENTION_HOURS = 168;

    /**
     * A session with the recipe's settings for four cores, as the recipe assumes. All other settings are Spark's
     * defaults.
     */
    public static SparkSession session() {
        return StockSpark.withDelta(SETTINGS);
    }

    public String bronze() {
        return warehouse.resolve(BRONZE).toString();
    }

    public String silver() {
        return warehouse.resolve(SILVER).toString();
    }

    public String gold() {
        return warehouse.resolve(GOLD).toString();
    }

    /**
     * Performs a run.
     *
     * @param input a folder with API responses of the market
     * @param from the first day of the responses
     * @param to the last day of the responses
     * @return the seconds of each step
     */
    public Map<String, Double> run(Path input, LocalDate from, LocalDate to) {
        Map<String, Double> seconds = write(input, from, to);
        timed(seconds, "vacuum", () -> {
            table(bronze()).vacuum(RETENTION_HOURS);
            table(silver()).vacuum(RETENTION_HOURS);
            table(gold()).vacuum(RETENTION_HOURS);
        });
        return seconds;
    }

    /** Performs the steps that write: all but the last. */
    public Map<String, Double> write(Path input, LocalDate from, LocalDate to) {
        String days = DAY + " BETWEEN '" + from + "' AND '" + to + "'";
        Map<String, Double> seconds = new LinkedHashMap<>();
        timed(seconds, "bronze", () -> writeBronze(read(input), days));
        timed(seconds, "merge", () -> merge(days));
        timed(seconds, "optimize silver", () -> table(silver()).optimize().executeZOrderBy("symbol", "id"));
        timed(seconds, "gold", this::writeGold);
        timed(seconds, "optimize gold", () -> table(gold()).optimize().executeCompaction());
        return seconds;
    }

    private static void timed(Map<String, Double> seconds, String step, Runnable work) {
        long start = System.nanoTime();
        work.run();
        seconds.put(step, (System.nanoTime() - start) / 1e9);
    }

    private DeltaTable table(String path) {
        return DeltaTable.forPath(spark, path);
    }

    private Dataset<Row> read(Path input) {
        return stamped(spark.read()
                .schema(Fields.toStruct(MarketFields.ALL))
                .option("multiLine", true)
                .json(input.toString()));
    }

    private static Dataset<Row> stamped(Dataset<Row> records) {
        return records.withColumn(INGESTED_AT, current_timestamp()).withColumn(DAY, to_date(col("last_updated")));
    }

    private void writeBronze(Dataset<Row> records, String days) {
        records.repartition(BRONZE_FILES, col(DAY))
                .write()
                .format("delta")
                .mode("overwrite")
                .option("replaceWhere", days)
                .partitionBy(DAY)
                .save(bronze());
    }

    private void merge(String days) {
        Dataset<Row> cleaned = spark.read()
                .format("delta")
                .load(bronze())
                .filter(days)
                .filter(col("id").isNotNull().and(col("last_updated").isNotNull()))
                .dropDuplicates("id", "last_updated");
        table(silver())
                .as("t")
                .merge(cleaned.as("s"), "t.id = s.id AND t.last_updated = s.last_updated")
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .execute();
    }

    private void writeGold() {
        Dataset<Row> silver = spark.read().format("delta").load(silver()).cache();
        try {
            GoldTables.MARKET_STATS
                    .from(silver)
                    .write()
                    .format("delta")
                    .mode("overwrite")
                    .partitionBy(DAY)
                    .save(gold());
        } finally {
            silver.unpersist();
        }
    }

    /** Creates the tables if this is the first run. */
    public void createMissing() {
        if (!DeltaTable.isDeltaTable(spark, silver())) {
            load(PipelineTables.noMarketRecords(spark));
        }
    }

    /** Creates the three tables for a history, in the state in which the recipe leaves them. */
    public void load(Dataset<Row> records) {
        Dataset<Row> byDay = stamped(records).repartition(col(DAY));
        byDay.write().format("delta").partitionBy(DAY).save(bronze());
        spark.read()
                .format("delta")
                .load(bronze())
                .repartition(col(DAY))
                .write()
                .format("delta")
                .partitionBy(DAY)
                .save(silver());
        writeGold();
    }
}
