package io.lakehouse.delta.spark;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Sessions that verbs work in: the caller's with its tuning, functions and access to storage, and with what the meaning of
 * rows depends on set, so that no setting of the caller's, and no later change of one, puts the same row elsewhere. To make
 * one takes a millisecond.
 */
public final class VerbSession {

    /** In which calendar timestamps and dates are written to Parquet. */
    public static final String REBASE_TIMESTAMPS = "spark.sql.parquet.int96RebaseModeInWrite";

    public static final String REBASE_DATES = "spark.sql.parquet.datetimeRebaseModeInWrite";

    private static final Map<String, String> SETTINGS = Map.of(
            // Fields are derived from instants, and statistics written as text, by the zone of the session.
            "spark.sql.session.timeZone", "UTC", REBASE_TIMESTAMPS, "CORRECTED", REBASE_DATES, "CORRECTED");

    private VerbSession() {}

    /** For queries of these verbs. */
    public static SparkSession forVerbs(SparkSession callers) {
        SparkSession verbs = forWriting(callers);
        // Spark infers filters from others in time that grows with the square of the columns; these have all they need.
        verbs.conf().set("spark.sql.constraintPropagation.enabled", false);
        return verbs;
    }

    /** For a query of the caller's whose rows a verb writes without pinning them first. */
    public static SparkSession forWriting(SparkSession source) {
        SparkSession session = source.cloneSession();
        SETTINGS.forEach((key, value) -> session.conf().set(key, value));
        return session;
    }
}
