package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.crypto.bench.data.HourlyPrices;
import io.lakehouse.crypto.bench.data.PriceLayouts;
import io.lakehouse.crypto.bench.data.PriceQuery;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.TableDigest;
import io.lakehouse.delta.DeltaSettings;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the queries on one layout. Each query reads all columns of the matching rows and returns their count and a hash.
 */
public final class PriceReader implements Contestant {

    private final Function<PriceQuery, Dataset<Row>> answers;
    private final SparkSession spark;
    private final Map<String, String> digests = new HashMap<>();

    private PriceReader(SparkSession spark, Function<PriceQuery, Dataset<Row>> answers) {
        this.spark = spark;
        this.answers = answers;
    }

    /** Reads the answers from a table. */
    public static PriceReader ofTable(String table, int days) {
        SparkSession spark = open();
        Map<PriceQuery, Column> filters = new EnumMap<>(PriceQuery.class);
        Arrays.stream(PriceQuery.values()).forEach(query -> filters.put(query, query.filter(spark, days)));
        return new PriceReader(
                spark, query -> spark.read().format("delta").load(table).filter(filters.get(query)));
    }

    /** Reads each answer from a file that contains nothing else. */
    public static PriceReader ofAnswers(PriceLayouts layouts) {
        SparkSession spark = open();
        return new PriceReader(
                spark, query -> spark.read().parquet(layouts.answer(query).toString()));
    }

    private static SparkSession open() {
        return DeltaSettings.addTo(SessionSpec.fromEnvironment("bench reads").local())
                .open();
    }

    @Override
    public void prepare() {}

    @Override
    public Map<String, Double> round(String scenario, int round) {
        PriceQuery query = Arrays.stream(PriceQuery.values())
                .filter(one -> one.text().equals(scenario))
                .findFirst()
                .orElseThrow();
        digests.put(
                scenario,
                TableDigest.of(answers.apply(query), HourlyPrices.spec("ours").fields()));
        return Map.of();
    }

    @Override
    public String digest(String scenario) {
        return digests.getOrDefault(scenario, "");
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(spark);
    }
}
