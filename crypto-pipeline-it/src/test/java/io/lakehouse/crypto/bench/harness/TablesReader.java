package io.lakehouse.crypto.bench.harness;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the tables that contestants have written, with stock Spark. It takes no turns. */
public record TablesReader(SparkSession session, Function<SparkSession, String> found) implements Contestant {

    public static TablesReader of(Function<SparkSession, String> found) {
        return new TablesReader(StockSpark.withDelta(), found);
    }

    public static Dataset<Row> table(SparkSession spark, String folder) {
        return spark.read().format("delta").load(folder);
    }

    @Override
    public void prepare() {}

    @Override
    public Map<String, Double> round(String scenario, int round) {
        throw new UnsupportedOperationException("who reads what others left takes no turns");
    }

    @Override
    public String digest(String scenario) {
        return found.apply(session);
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(session);
    }
}
