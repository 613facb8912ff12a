package io.lakehouse.delta;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Sessions that verbs work in: the caller's with its tuning, functions and access to storage, and with what the meaning of
 * rows depends on set, so that no setting of the caller's, and no later change of one, puts the same row elsewhere. To make
 * one takes a millisecond.
 */
final class VerbSession {

    private static final Map<String, String> SETTINGS = Map.of(
            // Fields are derived from instants, and statistics written as text, by the zone of the session.
            "spark.sql.session.timeZone",
            "UTC",
            DeltaSettings.REBASE_TIMESTAMPS.key(),
            "CORRECTED",
            DeltaSettings.REBASE_DATES.key(),
            "CORRECTED");

    private VerbSession() {}

    /** For queries of these verbs. */
    static SparkSession forVerbs(SparkSession callers) {
        SparkSession verbs = forWriting(callers);
        // Spark infers filters from others in time that grows with the square of the columns; these have all they need.
        verbs.conf().set("spark.sql.constraintPropagation.enabled", false);
        return verbs;
    }

    /** For a query of the caller's whose rows a verb writes without pinning them first. */
    static SparkSession forWriting(SparkSession source) {
        SparkSession session = source.cloneSession();
        SETTINGS.forEach((key, value) -> session.conf().set(key, value));
        return session;
    }
}
