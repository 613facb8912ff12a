package io.lakehouse.crypto.bench.harness;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * One of the contestants that are compared. Each has its own JVM, so that none warms up, fills or configures anything
 * that another one uses.
 */
public interface Contestant extends AutoCloseable {

    /** Prepares what all rounds need. Not timed. */
    void prepare();

    /**
     * Prepares what one round needs. Not timed.
     *
     * @param round counts from 0 in each scenario, warm-up rounds included
     */
    default void beforeRound(String scenario, int round) {}

    /**
     * Runs the timed part of a round.
     *
     * @return further figures of the round by name; may be empty
     */
    Map<String, Double> round(String scenario, int round);

    /** Inspects the outcome of a round and returns further figures of it, possibly none. Not timed. */
    default Map<String, Double> afterRound(String scenario, int round) {
        return Map.of();
    }

    /**
     * A value that has to be the same for all contestants after a scenario, such as a hash of the rows. Empty if
     * nothing is compared.
     */
    default String digest(String scenario) {
        return "";
    }

    /** The session whose tasks are counted; empty if the contestant does not use Spark. */
    Optional<SparkSession> spark();

    @Override
    default void close() {
        spark().ifPresent(SparkSession::stop);
    }
}
