package io.lakehouse.crypto.bench.data;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.LAST_UPDATED;
import static io.lakehouse.crypto.bench.data.HourlyPrices.hours;

import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.bench.harness.TableCopy;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.functions;

/**
 * A table with 20 files per day, four of which were removed longer ago than the retention. Copies of it can be reset
 * quickly.
 *
 * @param warehouse the folder that contains the table
 */
public record AgedTable(Path warehouse) {

    public static final TableSpec SPEC = HourlyPrices.spec("prices");

    private static final int FILES_A_DAY = 20;
    private static final int REMOVED_A_DAY = 4;
    private static final Duration AGE = Duration.ofDays(8);

    public Path path() {
        return warehouse.resolve("silver/prices");
    }

    private Path log() {
        return path().resolve("_delta_log");
    }

    /**
     * Creates the table: one commit per hour that covers all days, followed by commits that each delete all rows of one
     * hour.
     */
    public void write(SparkSession spark, int days) {
        Lakehouse.on(spark, Warehouse.at(warehouse)).table(SPEC);
        Dataset<Row> rows = hours(spark, 0, days * 24)
                .withColumn(DAY.name(), functions.to_date(LAST_UPDATED.col()))
                .repartition(spark.sparkContext().defaultParallelism(), DAY.col())
                .persist();
        for (int hour = 0; hour < FILES_A_DAY; hour++) {
            rows.filter(functions.hour(LAST_UPDATED.col()).equalTo(hour))
                    .write()
                    .format("delta")
                    .mode("append")
                    .save(path().toString());
        }
        for (int hour = 0; hour < REMOVED_A_DAY; hour++) {
            spark.sql("DELETE FROM delta.`" + path() + "` WHERE hour(last_updated) = " + hour);
        }
        age();
    }

    /**
     * Makes the whole table look old. Delta determines the age of a commit from its file, and the age of a removed file
     * from the timestamp in the commit. The checkpoints are older than the deletions.
     */
    private void age() {
        FileTime past = FileTime.from(Instant.now().minus(AGE));
        try {
            for (Path file : TableCopy.files(path())) {
                if (file.startsWith(log()) && file.toString().endsWith(".json")) {
                    String removedThen = "\"deletionTimestamp\":" + past.toMillis();
                    Files.writeString(
                            file, Files.readString(file).replaceAll("\"deletionTimestamp\":[0-9]+", removedThen));
                    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
                }
            }
            for (Path file : TableCopy.files(path())) {
                Files.setLastModifiedTime(file, past);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Turns another table into an exact copy of this one. */
    public void copyTo(AgedTable copy) {
        TableCopy.make(path(), copy.path());
        DeltaLog.clearCache();
    }

    /** The number of the data files that a vacuum has left, and a hash of their names. */
    public String digest(AgedTable template) {
        List<String> left = dataFiles();
        int expected = template.dataFiles().size() / FILES_A_DAY * (FILES_A_DAY - REMOVED_A_DAY);
        if (left.size() != expected) {
            throw new IllegalStateException(
                    "Cannot compare vacuums: " + left.size() + " files are left instead of " + expected);
        }
        return left.size() + " files, " + left.hashCode();
    }

    private List<String> dataFiles() {
        return TableCopy.files(path()).stream()
                .map(Path::getFileName)
                .map(Path::toString)
                .filter(name -> name.endsWith(".parquet") && name.startsWith("part-"))
                .sorted()
                .toList();
    }
}
