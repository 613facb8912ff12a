package io.lakehouse.delta.spark;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The sessions that verbs work in. Each is a copy of the caller's session, with its tuning, functions and storage
 * access, but with fixed values for the settings that determine what a row means. No setting of the caller, and no
 * later change to one, can then make the same row end up elsewhere. Creating a session takes a millisecond.
 */
public final class VerbSession {

    /** The calendar in which timestamps and dates are written to Parquet. */
    public static final String REBASE_TIMESTAMPS = "spark.sql.parquet.int96RebaseModeInWrite";

    public static final String REBASE_DATES = "spark.sql.parquet.datetimeRebaseModeInWrite";

    private static final Map<String, String> SETTINGS = Map.of(
            // Derived fields and statistics, which are written as text, use the time zone of the session.
            "spark.sql.session.timeZone", "UTC", REBASE_TIMESTAMPS, "CORRECTED", REBASE_DATES, "CORRECTED");

    private VerbSession() {}

    /** The session for the verbs' own queries. */
    public static SparkSession forVerbs(SparkSession callers) {
        SparkSession verbs = forWriting(callers);
        // Inferring filters takes time quadratic in the number of columns. The verbs' queries do not need it.
        verbs.conf().set("spark.sql.constraintPropagation.enabled", false);
        return verbs;
    }

    /** The session for a query of the caller whose rows a verb writes without pinning them first. */
    public static SparkSession forWriting(SparkSession source) {
        SparkSession session = source.cloneSession();
        SETTINGS.forEach((key, value) -> session.conf().set(key, value));
        return session;
    }
}
