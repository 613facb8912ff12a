package io.lakehouse.crypto.bench.rivals;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.LAST_UPDATED;
import static org.apache.spark.sql.functions.to_date;

import io.lakehouse.core.table.Fields;
import io.lakehouse.crypto.bench.data.HourlyPrices;
import io.lakehouse.crypto.bench.data.UpsertBatches;
import io.lakehouse.crypto.bench.harness.BenchSessions;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.StorageMeter;
import io.lakehouse.crypto.bench.harness.TableDigest;
import io.lakehouse.crypto.bench.rivals.PriceFiles.Price;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The least that an upsert of the batches can cost: a program for these columns alone, without a query engine. It reads
 * the batch and the files of its days, compares rows by key, writes each day that changes to a new file, and names the
 * files in a log. It checks nothing, knows no other writers and records no statistics.
 */
public final class FloorUpserts implements Contestant {

    private static final long MICROS_OF_DAY = 86_400_000_000L;

    private final SparkSession spark = BenchSessions.tunedDelta();
    private final PriceFiles files = new PriceFiles(spark.sparkContext().hadoopConfiguration());
    private final Path rows;
    private final Path folder;
    private final Path batch;
    private final UpsertBatches batches;
    /** The current file of each day. */
    private final Map<Long, Path> days = new ConcurrentHashMap<>();

    private int version;
    private Optional<StorageMeter> meter = Optional.empty();

    /**
     * Creates the contestant.
     *
     * @param rows the initial rows of the table
     * @param days the number of days that those rows cover
     * @param folder where to store the table
     * @param batch where to store the rows of a round
     */
    public FloorUpserts(Path rows, int days, Path folder, Path batch) {
        this.rows = rows;
        this.folder = folder;
        this.batch = batch;
        this.batches = new UpsertBatches(days);
    }

    @Override
    public void prepare() {
        // No two of these files share a day.
        parts(rows)
                .forEach(part -> byDay(files.read(part)).forEach((day, prices) -> days.put(day, write(day, prices))));
    }

    @Override
    public void beforeRound(String scenario, int round) {
        batches.next(spark, scenario).rows().write().mode("overwrite").parquet(batch.toString());
        meter = Optional.of(StorageMeter.begin(folder));
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        Map<Long, List<Price>> given = byDay(
                parts(batch).stream().flatMap(part -> files.read(part).stream()).toList());
        version++;
        long written = given.entrySet().parallelStream()
                .filter(day -> upsert(day.getKey(), day.getValue()))
                .count();
        if (written > 0) {
            commit();
        }
        return Map.of();
    }

    /** Writes a day anew if that changes it. */
    private boolean upsert(long day, List<Price> given) {
        Map<PriceFiles.Key, Price> table = new HashMap<>();
        Optional.ofNullable(days.get(day))
                .ifPresent(file -> files.read(file).forEach(row -> table.put(row.key(), row)));
        boolean isChanged = false;
        for (Price row : given) {
            isChanged |= !row.equals(table.put(row.key(), row));
        }
        if (isChanged) {
            days.put(day, write(day, List.copyOf(table.values())));
        }
        return isChanged;
    }

    private Path write(long day, List<Price> prices) {
        List<Price> sorted = new ArrayList<>(prices);
        sorted.sort(Comparator.comparing(Price::symbol).thenComparing(Price::id).thenComparing(Price::lastUpdated));
        Path file = folder.resolve(day + "-" + version + ".parquet");
        files.write(file, sorted);
        return file;
    }

    /** Names the files in a new version of the log, which is complete on disk before its name is. */
    private void commit() {
        StringBuilder names = new StringBuilder();
        days.values().forEach(file -> names.append(file.getFileName()).append('\n'));
        Path temporary = folder.resolve(".log.tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(names.toString().getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.createLink(folder.resolve(version + ".log"), temporary);
            Files.delete(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> parts(Path dataset) {
        try (Stream<Path> parts = Files.list(dataset)) {
            return parts.filter(file -> file.toString().endsWith(".parquet")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<Long, List<Price>> byDay(List<Price> prices) {
        Map<Long, List<Price>> byDay = new TreeMap<>();
        prices.forEach(
                row -> byDay.computeIfAbsent(Math.floorDiv(row.lastUpdated(), MICROS_OF_DAY), day -> new ArrayList<>())
                        .add(row));
        return byDay;
    }

    @Override
    public Map<String, Double> afterRound(String scenario, int round) {
        return meter.orElseThrow().figures();
    }

    @Override
    public String digest(String scenario) {
        String[] current = days.values().stream().map(Path::toString).toArray(String[]::new);
        Dataset<Row> table = spark.read()
                .parquet(current)
                .withColumn(DAY.name(), to_date(LAST_UPDATED.col()))
                .select(Fields.columns(HourlyPrices.FIELDS));
        return TableDigest.of(table, HourlyPrices.FIELDS);
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(spark);
    }
}
