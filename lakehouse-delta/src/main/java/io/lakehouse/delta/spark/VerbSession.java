package io.lakehouse.delta.spark;

import java.util.List;
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

    /** Whether min/max statistics are collected for data files. */
    public static final String COLLECT_STATISTICS = "spark.databricks.delta.stats.collect";

    public static final String REBASE_DATES = "spark.sql.parquet.datetimeRebaseModeInWrite";

    private static final String INSTANTS_WITH_ZONE = "spark.databricks.delta.write.utcTimestampPartitionValues";

    /** The time zone of the verbs, unless the table itself has expressions. */
    public static final String ZONE = "UTC";

    private static final String TIME_ZONE = "spark.sql.session.timeZone";

    private static final Map<String, String> SETTINGS = Map.of(
            // Derived fields and statistics, which are written as text, use the time zone of the session.
            TIME_ZONE,
            ZONE,
            REBASE_TIMESTAMPS,
            "CORRECTED",
            REBASE_DATES,
            "CORRECTED",
            // Names in Delta tables are the same in upper and lower case.
            "spark.sql.caseSensitive",
            "false",
            // Readers see the values of CHAR columns filled up with blanks.
            "spark.sql.readSideCharPadding",
            "true",
            "spark.sql.legacy.charVarcharAsString",
            "false",
            // Texts in SQL are parsed as they are written.
            "spark.sql.parser.escapedStringLiterals",
            "false",
            // Files are read with the row index that deletion vectors refer to.
            "spark.databricks.delta.deletionVectors.useMetadataRowIndex",
            "true",
            // Readers skip files by them, and row tracking needs them.
            COLLECT_STATISTICS,
            "true");

    private VerbSession() {}

    /** The session for the verbs' own queries. */
    public static SparkSession forVerbs(SparkSession callers) {
        SparkSession verbs = withSettings(callers);
        // Inferring filters takes time quadratic in the number of columns. The verbs' queries do not need it.
        verbs.conf().set("spark.sql.constraintPropagation.enabled", false);
        return verbs;
    }

    /** Whether partition values that are instants get a zone in the log. */
    public static void writeInstantsWithZone(SparkSession verbs, boolean withZone) {
        verbs.conf().set(INSTANTS_WITH_ZONE, withZone);
    }

    /** Lets a session of the verbs compute in a time zone of the caller's. */
    public static void useZone(SparkSession verbs, String zone) {
        verbs.conf().set(TIME_ZONE, zone);
    }

    /**
     * The session for a query of the caller whose rows a verb writes without pinning them first.
     *
     * @param verbs the session of the verb
     */
    public static SparkSession forWriting(SparkSession source, SparkSession verbs) {
        SparkSession session = withSettings(source);
        for (String key : List.of(TIME_ZONE, INSTANTS_WITH_ZONE)) {
            Queries.setting(verbs, key).ifPresent(value -> session.conf().set(key, value));
        }
        return session;
    }

    private static SparkSession withSettings(SparkSession callers) {
        SparkSession session = callers.cloneSession();
        SETTINGS.forEach((key, value) -> session.conf().set(key, value));
        return session;
    }
}
