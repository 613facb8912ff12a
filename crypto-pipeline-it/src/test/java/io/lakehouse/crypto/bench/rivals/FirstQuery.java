package io.lakehouse.crypto.bench.rivals;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Opens a session in its own JVM, runs one query, and records how long each part took. */
public final class FirstQuery {

    public static final String OURS = "ours";
    public static final String PLAIN = "plain";
    public static final String RANGE = "range";

    private static final long ROWS = 1_000_000;
    private static final int GROUPS = 100;

    private FirstQuery() {}

    /** The parts of a start, in order. */
    public enum Part {
        JVM("until main"),
        SESSION("session"),
        QUERY("query");

        private final String title;

        Part(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /**
     * Arguments: the session to open; the query, either {@link #RANGE} or the folder of a Delta table; the file to
     * record the parts in; and the start time of the process in milliseconds. The start time is passed because the one
     * that the system reports is off by up to a second.
     */
    public static void main(String[] arguments) throws IOException {
        Map<Part, Double> parts = new LinkedHashMap<>();
        parts.put(Part.JVM, (System.currentTimeMillis() - Long.parseLong(arguments[3])) / 1e3);
        long start = System.nanoTime();
        SparkSession spark = open(arguments[0]);
        parts.put(Part.SESSION, (System.nanoTime() - start) / 1e9);
        start = System.nanoTime();
        ask(spark, arguments[1]);
        parts.put(Part.QUERY, (System.nanoTime() - start) / 1e9);
        note(parts, Path.of(arguments[2]));
        spark.stop();
        System.exit(0); // as the pipeline does: Spark leaves threads behind
    }

    /** Our session, or a plain one. */
    public static SparkSession open(String which) {
        return which.equals(OURS) ? ours() : plain();
    }

    private static SparkSession ours() {
        return Lakehouse.open(SessionSpec.fromEnvironment("bench start").local(), Warehouse.at("."))
                .spark();
    }

    /** A session with Spark's defaults and the settings that Delta's documentation requires. */
    public static SparkSession plain() {
        return SparkSession.builder()
                .appName("bench start")
                .master("local[*]")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .getOrCreate();
    }

    /** The rows of the Delta table that the other query reads. */
    public static Dataset<Row> rows(SparkSession spark) {
        return spark.range(ROWS).select(col("id"), col("id").mod(GROUPS).as("part"));
    }

    private static void ask(SparkSession spark, String of) {
        Dataset<Row> rows =
                of.equals(RANGE) ? rows(spark) : spark.read().format("delta").load(of);
        int groups = rows.groupBy("part").agg(sum("id")).collectAsList().size();
        if (groups != GROUPS) {
            throw new IllegalStateException("Found " + groups + " groups instead of " + GROUPS);
        }
    }

    private static void note(Map<Part, Double> parts, Path file) throws IOException {
        Properties noted = new Properties();
        parts.forEach((part, seconds) -> noted.setProperty(part.name(), Double.toString(seconds)));
        try (var writer = Files.newBufferedWriter(file)) {
            noted.store(writer, null);
        }
    }
}
