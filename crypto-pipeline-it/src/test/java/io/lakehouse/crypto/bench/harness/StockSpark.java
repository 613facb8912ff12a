package io.lakehouse.crypto.bench.harness;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Spark on all cores without this project's settings. Only a few settings are given, and the UI is disabled, as it is
 * for all sides.
 */
public final class StockSpark {

    private StockSpark() {}

    /** A session with the settings that Delta's own guide requires. */
    public static SparkSession withDelta() {
        return withDelta(Map.of());
    }

    public static SparkSession withDelta(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
        all.put("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        return open(all);
    }

    public static SparkSession open(Map<String, String> settings) {
        SparkSession.Builder builder =
                SparkSession.builder().master("local[*]").appName("bench").config("spark.ui.enabled", false);
        settings.forEach(builder::config);
        return builder.getOrCreate();
    }
}
