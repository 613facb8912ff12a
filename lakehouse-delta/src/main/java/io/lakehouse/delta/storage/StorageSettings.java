package io.lakehouse.delta.storage;

/** Settings of a session that decide whether commits and files are safe. */
public final class StorageSettings {

    /** SQL extensions, commas between them. */
    public static final String EXTENSIONS = "spark.sql.extensions";

    public static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

    /** Whether a VACUUM of files that are needed still is refused. */
    public static final String RETENTION_CHECK = "spark.databricks.delta.retentionDurationCheck.enabled";

    /** Whether data files get minima and maxima. */
    public static final String COLLECT_STATISTICS = "spark.databricks.delta.stats.collect";

    /** Which class keeps Delta's log on {@code file:}. */
    public static final String LOCAL_LOG_STORE = "spark.delta.logStore.file.impl";

    private StorageSettings() {}
}
