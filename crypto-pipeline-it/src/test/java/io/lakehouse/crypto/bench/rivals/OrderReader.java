package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.crypto.bench.data.OrderData;
import io.lakehouse.crypto.bench.data.OrderQuery;
import io.lakehouse.crypto.bench.harness.Contestant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the queries in a session and collects the answers. Their decimals are exact, so answers are compared in full.
 */
public record OrderReader(SparkSession session, OrderData data, Map<String, List<Row>> answers) implements Contestant {

    public OrderReader(SparkSession session, OrderData data) {
        this(session, data, new HashMap<>());
    }

    @Override
    public void prepare() {
        data.register(session);
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        OrderQuery query = Arrays.stream(OrderQuery.values())
                .filter(one -> one.text().equals(scenario))
                .findFirst()
                .orElseThrow();
        answers.put(scenario, session.sql(query.sql()).collectAsList());
        return Map.of();
    }

    @Override
    public String digest(String scenario) {
        List<Row> rows = answers.getOrDefault(scenario, List.of());
        return rows.size() + " rows, " + rows.toString().hashCode();
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(session);
    }
}
