package io.lakehouse.crypto.bench;

import static io.lakehouse.crypto.bench.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.HourlyPrices.FIRST_DAY;
import static io.lakehouse.crypto.bench.HourlyPrices.ID;
import static io.lakehouse.crypto.bench.HourlyPrices.hours;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.OptimizeResult;
import io.lakehouse.delta.TableHealth;
import io.lakehouse.delta.UpsertResult;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What keeping a table in shape costs and brings: bytes rewritten for each byte that came in, the cost of a run early
 * and late, bytes read by the usual queries, vacuum beside Delta's own.
 */
class MaintenanceBenchmark {

    private static final int DAYS = Integer.getInteger("bench.days", 365);
    private static final int HOURLY_DAYS = Integer.getInteger("bench.hourly.days", 30);
    private static final int HOURS = 24;

    @TempDir
    Path folder;

    private Lakehouse lake;
    private SparkSession spark;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(SessionSpec.fromEnvironment("benchmark").local(), Warehouse.at(folder));
        spark = lake.spark();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    /** What came in, what was rewritten, and how long each run took. */
    private static final class Life {
        private long ingested;
        private long rewritten;
        private final List<Double> seconds = new ArrayList<>();

        void run(LakehouseTable table, Dataset<Row> batch) {
            long start = System.nanoTime();
            UpsertResult upserted = table.upsert().execute(batch);
            OptimizeResult optimized = table.optimize().execute();
            table.vacuum().execute();
            seconds.add((System.nanoTime() - start) / 1e9);
            ingested += upserted.bytesAdded();
            rewritten += optimized.bytesRewritten();
        }

        double ratio() {
            return (double) rewritten / ingested;
        }

        /** The median of ten runs up to this one. */
        double medianUpTo(int run) {
            List<Double> own = new ArrayList<>(seconds.subList(Math.max(0, run - 10), run));
            own.sort(null);
            return own.get(own.size() / 2);
        }
    }

    @Test
    void aYearOfDailyRuns() {
        LakehouseTable ours = lake.table(HourlyPrices.spec("ours"));
        Life life = new Life();
        for (int day = 0; day < DAYS; day++) {
            life.run(ours, hours(spark, day * HOURS, HOURS));
        }
        print("%d daily runs: %.2f bytes rewritten a byte ingested", DAYS, life.ratio());
        print(
                "a run up to day 30: %.2f s, up to day %d: %.2f s (%.2fx)",
                life.medianUpTo(Math.min(30, DAYS)),
                DAYS,
                life.medianUpTo(DAYS),
                life.medianUpTo(DAYS) / life.medianUpTo(Math.min(30, DAYS)));
        Path appended = append("appended", DAYS, 1);
        compareReads("daily", ours, appended, DAYS);
        assertThat(life.ratio()).isLessThanOrEqualTo(1);
    }

    @Test
    void aMonthOfHourlyRunsBesideTheReferenceRecipe() {
        LakehouseTable ours = lake.table(HourlyPrices.spec("ours"));
        Life life = new Life();
        for (int hour = 0; hour < HOURLY_DAYS * HOURS; hour++) {
            life.run(ours, hours(spark, hour, 1));
        }
        print("%d hourly runs: %.2f bytes rewritten a byte ingested", HOURLY_DAYS * HOURS, life.ratio());
        print(
                "a run up to hour 48: %.2f s, up to hour %d: %.2f s (%.2fx)",
                life.medianUpTo(48),
                HOURLY_DAYS * HOURS,
                life.medianUpTo(HOURLY_DAYS * HOURS),
                life.medianUpTo(HOURLY_DAYS * HOURS) / life.medianUpTo(48));
        reference();
        compareReads("hourly", ours, append("appended", HOURLY_DAYS, HOURS), HOURLY_DAYS);
        assertThat(life.ratio()).isLessThanOrEqualTo(2);
    }

    /** OPTIMIZE ZORDER of the whole table after each day. */
    private void reference() {
        String path = folder.resolve("reference").toString();
        long ingested = 0;
        long rewritten = 0;
        for (int day = 0; day < HOURLY_DAYS; day++) {
            long before = bytes(path);
            withDay(hours(spark, day * HOURS, HOURS))
                    .repartition(1)
                    .write()
                    .format("delta")
                    .mode("append")
                    .partitionBy(DAY.name())
                    .save(path);
            ingested += bytes(path) - before;
            rewritten += DeltaTable.forPath(spark, path)
                    .optimize()
                    .executeZOrderBy("symbol", "id")
                    .selectExpr("metrics.filesAdded.totalSize")
                    .first()
                    .getLong(0);
        }
        print(
                "the reference recipe, %d daily runs: %.1f bytes rewritten a byte ingested",
                HOURLY_DAYS, (double) rewritten / ingested);
    }

    private long bytes(String path) {
        return DeltaTable.isDeltaTable(spark, path)
                ? DeltaTable.forPath(spark, path)
                        .detail()
                        .select("sizeInBytes")
                        .first()
                        .getLong(0)
                : 0;
    }

    /** The same rows as they come in, so many files a day. */
    private Path append(String name, int days, int filesADay) {
        Path path = folder.resolve(name);
        withDay(hours(spark, 0, days * HOURS))
                .withColumn(
                        "part", functions.hour(functions.col("last_updated")).mod(filesADay))
                .repartition(days, functions.col(DAY.name()), functions.col("part"))
                .sortWithinPartitions(DAY.name(), "part", "last_updated")
                .drop("part")
                .write()
                .format("delta")
                .partitionBy(DAY.name())
                .option("maxRecordsPerFile", (long) HourlyPrices.COINS * HOURS / filesADay)
                .save(path.toString());
        return path;
    }

    private static Dataset<Row> withDay(Dataset<Row> rows) {
        return rows.withColumn(DAY.name(), functions.to_date(functions.col("last_updated")));
    }

    private void compareReads(String what, LakehouseTable ours, Path appended, int days) {
        Path stock = append("stock", days, 1);
        DeltaTable.forPath(spark, stock.toString()).optimize().executeZOrderBy("symbol", "id");
        Map<String, Column> queries = new LinkedHashMap<>();
        Column oneCoin = functions.col(ID.name()).equalTo(HourlyPrices.id(spark, 17));
        LocalDate middle = FIRST_DAY.plusDays(days / 2);
        Object[] twenty = new Object[20];
        for (int coin = 0; coin < twenty.length; coin++) {
            twenty[coin] = HourlyPrices.id(spark, coin * 12);
        }
        queries.put("one coin, all days", oneCoin);
        queries.put(
                "one coin, 30 days",
                oneCoin.and(functions.col(DAY.name()).between(middle.minusDays(14), middle.plusDays(15))));
        queries.put(
                "20 coins, one day",
                functions
                        .col(ID.name())
                        .isin(twenty)
                        .and(functions.col(DAY.name()).equalTo(middle)));
        queries.put("all coins, all days", functions.lit(true));
        BytesRead read = BytesRead.on(spark);
        print(
                "%-8s %-20s %12s %12s %12s %9s %9s",
                what, "bytes read", "ours", "appended", "stock", "/appended", "/stock");
        queries.forEach((name, filter) -> {
            long own = read.of(ours.read(), filter);
            long raw = read.of(spark.read().format("delta").load(appended.toString()), filter);
            long zordered = read.of(spark.read().format("delta").load(stock.toString()), filter);
            print(
                    "%-8s %-20s %,12d %,12d %,12d %9.2f %9.2f",
                    what, name, own, raw, zordered, (double) own / raw, (double) own / zordered);
        });
    }

    @Test
    void vacuumBesideDeltasOwn() throws IOException {
        Path stock = append("stock", 365, 1);
        LakehouseTable ours = lake.table(HourlyPrices.spec("ours"));
        ours.upsert().execute(hours(spark, 0, 365 * HOURS));
        Path own = folder.resolve("silver/ours");
        SparkSession plain = spark.newSession();
        plain.conf().set("spark.sql.sources.parallelPartitionDiscovery.parallelism", "10000");
        plain.conf().set("spark.sql.shuffle.partitions", "200");
        plain.conf().set("spark.databricks.delta.snapshotPartitions", "50");
        for (int round = 0; round < 3; round++) {
            leaveOrphans(stock);
            leaveOrphans(own);
            long start = System.nanoTime();
            plain.sql("VACUUM delta.`" + stock + "` RETAIN 168 HOURS");
            double theirs = (System.nanoTime() - start) / 1e9;
            start = System.nanoTime();
            long deleted = ours.vacuum().full().execute().filesDeleted();
            double mine = (System.nanoTime() - start) / 1e9;
            start = System.nanoTime();
            ours.vacuum().execute();
            double nothing = (System.nanoTime() - start) / 1e9;
            print(
                    "365 partitions, %d files to delete: Delta with Spark's defaults %.2f s, ours %.2f s (%.0fx); again,"
                            + " with nothing to do, %.2f s",
                    deleted, theirs, mine, theirs / mine, nothing);
            assertThat(deleted).isEqualTo(365);
        }
    }

    @Test
    void healthOfAThousandFiles() {
        LakehouseTable table = lake.table(HourlyPrices.spec("ours"));
        table.upsert().execute(hours(spark, 0, 1_000 * HOURS).filter("hour(last_updated) = 0"));
        assertThat(table.state().files()).isEqualTo(1_000);
        for (int round = 0; round < 5; round++) {
            long start = System.nanoTime();
            TableHealth health = table.health();
            print(
                    "health of %,d files: %.2f s, %d findings",
                    health.files(),
                    (System.nanoTime() - start) / 1e9,
                    health.findings().size());
        }
    }

    private static void leaveOrphans(Path table) throws IOException {
        for (int day = 0; day < 365; day++) {
            Path orphan =
                    table.resolve(DAY.name() + "=" + FIRST_DAY.plusDays(day)).resolve("orphan.parquet");
            Files.createDirectories(orphan.getParent());
            Files.write(orphan, new byte[1024]);
            Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        }
    }

    @SuppressWarnings("SystemOut")
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
