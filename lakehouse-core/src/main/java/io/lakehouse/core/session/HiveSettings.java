package io.lakehouse.core.session;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings that connect a session to a Hive metastore. */
final class HiveSettings {

    static final SparkSetting<String> CATALOG =
            SparkSetting.text("spark.sql.catalogImplementation", "tables are found by name in a Hive metastore");
    static final SparkSetting<String> CONNECTION_URL =
            SparkSetting.text("spark.hadoop.javax.jdo.option.ConnectionURL", "the database of the metastore");
    static final SparkSetting<String> CONNECTION_DRIVER =
            SparkSetting.text("spark.hadoop.javax.jdo.option.ConnectionDriverName", "the database of the metastore");
    static final SparkSetting<String> CONNECTION_USER =
            SparkSetting.text("spark.hadoop.javax.jdo.option.ConnectionUserName", "the database of the metastore");
    static final SparkSetting<String> CONNECTION_PASSWORD =
            SparkSetting.text("spark.hadoop.javax.jdo.option.ConnectionPassword", "the database of the metastore");
    static final SparkSetting<Boolean> CREATE_SCHEMA = SparkSetting.flag(
            "spark.hadoop.datanucleus.schema.autoCreateAll",
            "only an embedded database may create its schema on the fly: elsewhere two connections"
                    + " would deadlock");
    static final SparkSetting<Boolean> VERIFY_SCHEMA = SparkSetting.flag(
            "spark.hadoop.hive.metastore.schema.verification",
            "Spark's client also works with metastores of other versions");
    static final SparkSetting<String> URIS =
            SparkSetting.text("spark.hadoop.hive.metastore.uris", "the metastore service");
    static final SparkSetting<String> WAREHOUSE =
            SparkSetting.text("spark.sql.warehouse.dir", "managed tables stay out of the working directory");

    private static final Set<String> KEYS = Stream.of(
                    CATALOG,
                    CONNECTION_URL,
                    CONNECTION_DRIVER,
                    CONNECTION_USER,
                    CONNECTION_PASSWORD,
                    CREATE_SCHEMA,
                    VERIFY_SCHEMA,
                    URIS,
                    WAREHOUSE)
            .map(SparkSetting::key)
            .collect(Collectors.toUnmodifiableSet());

    private HiveSettings() {}

    /** Whether a setting configures a metastore. */
    static boolean contains(EffectiveSetting setting) {
        return KEYS.contains(setting.key());
    }
}
