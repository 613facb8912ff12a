package io.lakehouse.crypto.bench.harness;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.DeltaSettings;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * Generates the data that contestants are compared on. It runs in a JVM that exits before theirs start, and takes no
 * turns.
 */
public record DataGenerator(SparkSession session, Consumer<SparkSession> work) implements Contestant {

    public static DataGenerator of(Consumer<SparkSession> work) {
        SessionSpec session = SessionSpec.fromEnvironment("bench data").local();
        return new DataGenerator(DeltaSettings.addTo(session).open(), work);
    }

    @Override
    public void prepare() {
        work.accept(session);
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        throw new UnsupportedOperationException("who makes the data takes no turns");
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(session);
    }
}
