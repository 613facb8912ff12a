package io.lakehouse.delta.spark;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.CollectMetrics;
import scala.Option;

/** Helpers for Spark query plans and session settings. */
public final class Queries {

    private Queries() {}

    /** The same query, planned again in another session. */
    public static Dataset<Row> in(SparkSession session, Dataset<Row> query) {
        return Dataset.ofRows(session, query.queryExecution().analyzed());
    }

    /** Whether the caller collects metrics with an {@code Observation}, which needs a query in the caller's session. */
    public static boolean isObserved(Dataset<Row> query) {
        return query.queryExecution().analyzed().exists(node -> node instanceof CollectMetrics);
    }

    /** Groups rows with equal values. Unlike a repartition, this splits partitions that are too large for one task. */
    public static Dataset<Row> rebalanced(Dataset<Row> rows, Column... by) {
        Object[] expressions = new Object[by.length];
        for (int i = 0; i < by.length; i++) {
            expressions[i] = by[i].expr();
        }
        return rows.hint("rebalance", expressions);
    }

    /** A setting of the session. */
    public static Optional<String> setting(SparkSession session, String key) {
        Option<String> value = session.conf().getOption(key);
        return value.isDefined() ? Optional.of(value.get()) : Optional.empty();
    }

    /** Whether names that differ only in case are different to the session. */
    public static boolean isCaseSensitive(SparkSession session) {
        return session.sessionState().conf().caseSensitiveAnalysis();
    }

    /** The session's time zone. */
    public static String timeZone(SparkSession session) {
        return session.sessionState().conf().sessionLocalTimeZone();
    }

    /** The Hadoop configuration with which the session accesses storage. */
    public static Configuration hadoopConf(SparkSession session) {
        return session.sessionState().newHadoopConf();
    }
}
