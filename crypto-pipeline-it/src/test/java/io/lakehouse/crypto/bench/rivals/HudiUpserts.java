package io.lakehouse.crypto.bench.rivals;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.ID;
import static io.lakehouse.crypto.bench.data.HourlyPrices.LAST_UPDATED;

import io.lakehouse.crypto.bench.harness.BenchSessions;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Upserts into a Hudi copy-on-write table, whose index looks for keys only in the partitions of the incoming rows. */
public record HudiUpserts(SparkSession spark, Path folder) implements UpsertEngine {

    public static HudiUpserts open(Path folder) {
        SparkSession spark = BenchSessions.tunedFor(Map.of(
                "spark.sql.extensions", "org.apache.spark.sql.hudi.HoodieSparkSessionExtension",
                "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.hudi.catalog.HoodieCatalog",
                "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
                "spark.kryo.registrator", "org.apache.spark.HoodieSparkKryoRegistrar"));
        return new HudiUpserts(spark, folder);
    }

    private Map<String, String> options(String operation) {
        String parallelism = spark.conf().get("spark.sql.shuffle.partitions");
        Map<String, String> options = new LinkedHashMap<>();
        options.put("hoodie.table.name", "prices");
        options.put("hoodie.datasource.write.table.type", "COPY_ON_WRITE");
        options.put("hoodie.datasource.write.operation", operation);
        options.put("hoodie.datasource.write.recordkey.field", ID.name() + "," + LAST_UPDATED.name());
        options.put("hoodie.datasource.write.partitionpath.field", DAY.name());
        // As the MERGE of the others: the row that comes later counts. Hudi 1.2 cannot order by a timestamp.
        options.put("hoodie.write.record.merge.mode", "COMMIT_TIME_ORDERING");
        options.put("hoodie.datasource.write.hive_style_partitioning", "true");
        options.put("hoodie.datasource.write.keygenerator.consistent.logical.timestamp.enabled", "true");
        options.put("hoodie.parquet.compression.codec", "snappy");
        options.put("hoodie.upsert.shuffle.parallelism", parallelism);
        options.put("hoodie.simple.index.parallelism", parallelism);
        // The other engines clean up in a separate operation.
        options.put("hoodie.clean.automatic", "false");
        // The metadata table is meant for storage with slow listings. On a local disk it nearly doubles the time of an
        // upsert.
        options.put("hoodie.metadata.enable", "false");
        return options;
    }

    @Override
    public void load(Dataset<Row> rows) {
        rows.write()
                .format("hudi")
                .options(options("bulk_insert"))
                .option("hoodie.bulkinsert.sort.mode", "PARTITION_SORT")
                .option("hoodie.bulkinsert.shuffle.parallelism", 1000)
                .mode(SaveMode.Overwrite)
                .save(folder.toString());
    }

    @Override
    public void upsert(Dataset<Row> rows, List<LocalDate> days) {
        rows.write()
                .format("hudi")
                .options(options("upsert"))
                .mode(SaveMode.Append)
                .save(folder.toString());
    }

    @Override
    public Dataset<Row> read() {
        return spark.read().format("hudi").load(folder.toString());
    }
}
