package io.lakehouse.crypto.bench.harness;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** One of those compared. It has a JVM for itself, so that none warms up, fills or configures what another uses. */
public interface Contestant extends AutoCloseable {

    /** Makes what all rounds need. Not timed. */
    void prepare();

    /**
     * Makes what one round needs. Not timed.
     *
     * @param round counts from 0 in each scenario, warm-ups included
     */
    default void beforeRound(String scenario, int round) {}

    /**
     * What is timed.
     *
     * @return further figures of the round by their names; may be empty
     */
    Map<String, Double> round(String scenario, int round);

    /** Looks at what a round left. Not timed; gives further figures of it, may be none. */
    default Map<String, Double> afterRound(String scenario, int round) {
        return Map.of();
    }

    /** What has to be the same for all contestants after a scenario, such as a hash of the rows; empty: nothing. */
    default String digest(String scenario) {
        return "";
    }

    /** The session whose tasks are counted; empty if it is no Spark that works. */
    Optional<SparkSession> spark();

    @Override
    default void close() {
        spark().ifPresent(SparkSession::stop);
    }
}
