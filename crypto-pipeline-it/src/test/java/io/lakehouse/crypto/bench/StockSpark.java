package io.lakehouse.crypto.bench;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Spark on all cores as it is without this project, and a few settings. */
final class StockSpark {

    /** What Delta's own guide says to set. */
    static final Map<String, String> DELTA = Map.of(
            "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");

    private StockSpark() {}

    static SparkSession open(Map<String, String> settings) {
        SparkSession.Builder builder = SparkSession.builder().master("local[*]").appName("bench");
        settings.forEach(builder::config);
        return builder.getOrCreate();
    }
}
