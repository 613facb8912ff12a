package io.lakehouse.crypto.bench.rivals;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;

import io.lakehouse.crypto.bench.harness.BenchSessions;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Upserts with Iceberg's MERGE INTO, with the days in its condition.
 *
 * @param mode copy-on-write or merge-on-read
 */
public record IcebergMerges(SparkSession spark, Path folder, String mode) implements UpsertEngine {

    private static final String TABLE = "lake.silver.prices";
    private static final String BATCH = "batch";

    public static IcebergMerges open(Path warehouse, String mode) {
        SparkSession spark = BenchSessions.tunedFor(Map.of(
                "spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
                "spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog",
                "spark.sql.catalog.lake.type", "hadoop",
                "spark.sql.catalog.lake.warehouse", warehouse.toString()));
        return new IcebergMerges(spark, warehouse.resolve("silver/prices"), mode);
    }

    @Override
    public void load(Dataset<Row> rows) {
        spark.sql("CREATE TABLE " + TABLE + " ("
                + rows.schema().toDDL() + ") USING iceberg PARTITIONED BY (" + DAY.name()
                + ") TBLPROPERTIES ('format-version'='2', 'write.parquet.compression-codec'='snappy',"
                + " 'write.merge.mode'='"
                + mode + "', 'write.update.mode'='" + mode + "', 'write.delete.mode'='" + mode + "')");
        try {
            // The rows already have the required distribution and order.
            rows.writeTo(TABLE)
                    .option("use-table-distribution-and-ordering", "false")
                    .append();
        } catch (NoSuchTableException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void upsert(Dataset<Row> rows, List<LocalDate> days) {
        rows.createOrReplaceTempView(BATCH);
        spark.sql("MERGE INTO " + TABLE + " " + UpsertConditions.TARGET + " USING " + BATCH + " "
                + UpsertConditions.SOURCE + " ON " + UpsertConditions.onKeyOf(days)
                + " WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *");
    }

    @Override
    public Dataset<Row> read() {
        return spark.table(TABLE);
    }
}
