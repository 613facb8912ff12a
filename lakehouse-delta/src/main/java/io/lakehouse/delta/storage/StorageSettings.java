package io.lakehouse.delta.storage;

/** Session settings that determine whether commits and files are safe. */
public final class StorageSettings {

    /** The SQL extensions, separated by commas. */
    public static final String EXTENSIONS = "spark.sql.extensions";

    public static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

    /** Whether Delta rejects a VACUUM that could delete files still in use. */
    public static final String RETENTION_CHECK = "spark.databricks.delta.retentionDurationCheck.enabled";

    /** The log store class for {@code file:} paths. */
    public static final String LOCAL_LOG_STORE = "spark.delta.logStore.file.impl";

    private StorageSettings() {}
}
