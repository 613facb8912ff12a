package io.lakehouse.delta;

import io.lakehouse.core.session.EffectiveSetting;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.session.SparkSetting;
import io.lakehouse.core.session.SparkSettings;
import io.lakehouse.delta.spark.SingleTask;
import io.lakehouse.delta.spark.VerbSession;
import io.lakehouse.delta.storage.LocalFiles;
import io.lakehouse.delta.storage.SafeLocalLogStore;
import io.lakehouse.delta.storage.StorageSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The settings that {@link Lakehouse#open} adds to a session, so that Delta works, and works fast on small tables. */
public final class DeltaSettings {

    public static final SparkSetting<String> EXTENSIONS =
            new SparkSetting<>(StorageSettings.EXTENSIONS, String.class, "Delta's SQL commands and checks");
    public static final SparkSetting<String> CATALOG =
            new SparkSetting<>("spark.sql.catalog.spark_catalog", String.class, "Delta tables by name and by path");
    public static final SparkSetting<Integer> SNAPSHOT_PARTITIONS = new SparkSetting<>(
            "spark.databricks.delta.snapshotPartitions",
            Integer.class,
            "replaying the log of a small table takes a few tasks, not Delta's 50");
    public static final SparkSetting<Integer> LISTING_TASKS = new SparkSetting<>(
            "spark.sql.sources.parallelPartitionDiscovery.parallelism",
            Integer.class,
            "VACUUM lists directories in this many tasks; Spark's 10000 take half a minute per table on a small"
                    + " machine");
    public static final SparkSetting<Boolean> RETENTION_CHECK = new SparkSetting<>(
            StorageSettings.RETENTION_CHECK,
            Boolean.class,
            "VACUUM never deletes files that a running job may still read");
    public static final SparkSetting<Boolean> COLLECT_STATISTICS = new SparkSetting<>(
            VerbSession.COLLECT_STATISTICS, Boolean.class, "without min/max statistics no file can be skipped");

    public static final SparkSetting<String> LOCAL_LOG_STORE = new SparkSetting<>(
            StorageSettings.LOCAL_LOG_STORE,
            String.class,
            "two processes writing to a local disk lose no commit, and listing the log does not slow"
                    + " down as it grows");
    public static final SparkSetting<Integer> READ_BUFFER = new SparkSetting<>(
            "spark.buffer.size",
            Integer.class,
            "a reader that skips pages of a local file does not read 64 KiB around each page it needs");

    private static final String NO_CHMOD = "without its native library, Hadoop starts a chmod process for each file";

    public static final SparkSetting<String> LOCAL_FILE_SYSTEM =
            new SparkSetting<>("spark.hadoop.fs.file.impl", String.class, NO_CHMOD);
    public static final SparkSetting<String> LOCAL_FILE_CONTEXT =
            new SparkSetting<>("spark.hadoop.fs.AbstractFileSystem.file.impl", String.class, NO_CHMOD);

    public static final SparkSetting<Integer> ONE_TASK_BYTES = new SparkSetting<>(
            SingleTask.MAX_BYTES,
            Integer.class,
            "a verb works on a smaller batch in the driver or in one task, which is faster than queries of several");

    public static final SparkSetting<String> MANAGED_TABLES = new SparkSetting<>(
            "spark.sql.warehouse.dir", String.class, "tables created by name stay out of the working directory");

    public static final SparkSetting<String> REBASE_TIMESTAMPS = rebase(VerbSession.REBASE_TIMESTAMPS);
    public static final SparkSetting<String> REBASE_DATES = rebase(VerbSession.REBASE_DATES);

    private static final String CATALOG_CLASS = "org.apache.spark.sql.delta.catalog.DeltaCatalog";

    private static final int CLUSTER_LISTING_TASKS = 64;
    private static final int DELTA_SNAPSHOT_PARTITIONS = 50;
    private static final int LOCAL_READ_BUFFER_BYTES = 4096;

    private DeltaSettings() {}

    private static SparkSetting<String> rebase(String key) {
        return new SparkSetting<>(
                key, String.class, "old dates are stored unchanged, in the proleptic Gregorian calendar");
    }

    /**
     * Adds the settings for Delta. If the program itself chooses a Hive metastore, tables that are created by name
     * without a location go to the warehouse.
     */
    static SessionSpec addTo(SessionSpec session, Warehouse warehouse) {
        SessionSpec complete = addTo(session);
        boolean hasHive = "hive".equals(complete.toConf().get("spark.sql.catalogImplementation"));
        return hasHive && !session.knowsMetastore()
                ? complete.withDefaults(List.of(MANAGED_TABLES.byDefault(warehouse.root() + "/default.db")))
                : complete;
    }

    /** Adds the settings for Delta to a session spec. Only a local session is sized to the machine. */
    public static SessionSpec addTo(SessionSpec session) {
        List<EffectiveSetting> settings = new ArrayList<>(List.of(
                EXTENSIONS.byDefault(StorageSettings.DELTA_EXTENSION),
                CATALOG.byDefault(CATALOG_CLASS),
                LOCAL_LOG_STORE.byDefault(SafeLocalLogStore.class.getName()),
                RETENTION_CHECK.byDefault(true),
                COLLECT_STATISTICS.byDefault(true),
                ONE_TASK_BYTES.byDefault(SingleTask.DEFAULT_MAX_BYTES),
                REBASE_TIMESTAMPS.byDefault("CORRECTED"),
                REBASE_DATES.byDefault("CORRECTED")));
        if (session.isLocal()) {
            settings.add(SNAPSHOT_PARTITIONS.byDefault(1));
            settings.add(READ_BUFFER.byDefault(LOCAL_READ_BUFFER_BYTES));
            // Executors of a cluster may need files before they have this class.
            settings.add(LOCAL_FILE_SYSTEM.byDefault(LocalFiles.ForFileSystem.class.getName()));
            settings.add(LOCAL_FILE_CONTEXT.byDefault(LocalFiles.ForFileContext.class.getName()));
            settings.add(LISTING_TASKS.byDefault(session.machine().parallelTasks()));
        } else {
            partitionsOf(session).ifPresent(partitions -> settings.add(SNAPSHOT_PARTITIONS.byDefault(partitions)));
            settings.add(LISTING_TASKS.byDefault(CLUSTER_LISTING_TASKS));
        }
        return session.withDefaults(settings);
    }

    /** The number of shuffle partitions, at most Delta's own default; empty if Spark will reject the number. */
    private static OptionalInt partitionsOf(SessionSpec session) {
        String partitions = session.toConf().getOrDefault(SparkSettings.SHUFFLE_PARTITIONS.key(), "");
        return partitions.matches("[1-9][0-9]{0,8}")
                ? OptionalInt.of(Math.min(DELTA_SNAPSHOT_PARTITIONS, Integer.parseInt(partitions)))
                : OptionalInt.empty();
    }
}
