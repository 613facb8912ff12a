package io.lakehouse.crypto.bench;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Digests the Silver and the Gold that a program has left in the folders {@code silver} and {@code gold}. */
record TablesReader(Parameters parameters, SparkSession session) implements Contestant {

    @Override
    public void prepare() {}

    @Override
    public Map<String, Double> round(String scenario, int round) {
        throw new UnsupportedOperationException("it only reads");
    }

    @Override
    public String digest(String scenario) {
        return PipelineTables.digest(
                session.read().format("delta").load(parameters.text("silver")),
                session.read().format("delta").load(parameters.text("gold")));
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(session);
    }
}
