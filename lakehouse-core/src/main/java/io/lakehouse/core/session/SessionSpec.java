package io.lakehouse.core.session;

import io.lakehouse.core.LakehouseStyle;
import io.lakehouse.core.error.InvalidSettingException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.immutables.value.Value;

/**
 * A tuned Spark session, described before it is opened.
 *
 * <pre>{@code
 * SessionSpec spec = SessionSpec.fromEnvironment("prices").local();
 * System.out.println(spec.explain());   // each setting, where it came from, and why
 * SparkSession spark = spec.open();
 * }</pre>
 *
 * <p>Who wins, strongest first: {@code spark-submit}, {@link #set}, the environment, the tuned default. A master is
 * set only for a {@link #local()} session, so that a submitted job runs on its cluster. (Spark itself lets the program
 * win over {@code spark-submit}; here whoever operates a job has the last word, also on its name, which
 * {@code spark-submit} sets to the main class unless told otherwise.)
 *
 * <p>Variables read: {@code SPARK_TOTAL_CORES} (cores of the cluster, default 4), {@code SPARK_SHUFFLE_MULTIPLIER}
 * (2 to 4, default 3), {@code SPARK_CONTAINER_MEMORY_GB} (an executor's container, fractions allowed),
 * {@code SPARK_EXECUTOR_MEMORY} (wins over the container), {@code SPARK_EVENT_LOG_DIR}. That of
 * {@link HiveMetastore#registrationTimeout} is checked, too.
 */
@Value.Immutable
@LakehouseStyle
public interface SessionSpec {

    String appName();

    /** The environment variables to read. Never shown, because they may hold secrets. */
    @Value.Redacted
    Map<String, String> environment();

    /** The {@code spark.*} settings that were there before: those of {@code spark-submit}. */
    @Value.Redacted
    Map<String, String> submitted();

    /** Settings that the program itself makes. */
    @Value.Redacted
    List<EffectiveSetting> explicit();

    /** Tuned defaults of libraries above this one. */
    @Value.Redacted
    List<EffectiveSetting> libraryDefaults();

    /** What a local session may use. Default: what this JVM may use. */
    @Value.Default
    default Machine machine() {
        return Machine.current();
    }

    /** Whether the session runs inside this JVM instead of on a cluster. Default: false. */
    @Value.Default
    default boolean isLocal() {
        return false;
    }

    /** A spec that reads this process's environment and what {@code spark-submit} set. */
    static SessionSpec fromEnvironment(String appName) {
        Map<String, String> submitted = System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("spark."))
                .collect(Collectors.toMap(name -> name, System::getProperty));
        return builder()
                .appName(appName)
                .environment(System.getenv())
                .submitted(submitted)
                .build();
    }

    /** The same spec for a session inside this JVM, sized to {@link #machine()}. */
    default SessionSpec local() {
        return builder().from(this).isLocal(true).build();
    }

    /** The same spec with one setting made by the program. */
    default <T> SessionSpec set(SparkSetting<T> setting, T value) {
        return builder().from(this).addExplicit(setting.setByProgram(value)).build();
    }

    /** The same spec with tuned defaults of a library above this one; they win over the defaults here. */
    default SessionSpec withDefaults(Collection<EffectiveSetting> defaults) {
        return builder().from(this).addAllLibraryDefaults(defaults).build();
    }

    /**
     * The same spec for a session that finds tables by name in a Hive metastore, too; of several the last counts. Needs
     * spark-hive.
     */
    default SessionSpec hive(HiveMetastore metastore) {
        List<EffectiveSetting> others = explicit().stream()
                .filter(setting -> !HiveSettings.contains(setting))
                .toList();
        return builder()
                .from(this)
                .explicit(others)
                .addAllExplicit(metastore.settings())
                .build();
    }

    /** Whether {@code spark-submit} or a {@code hive-site.xml} names a metastore: {@link HiveMetastore#configured}. */
    default boolean knowsMetastore() {
        return MetastoreAddress.isKnown(submitted());
    }

    /**
     * Every effective setting, secrets hidden. Pure: the same spec gives the same explanation.
     *
     * @throws InvalidSettingException if a variable holds an unusable value
     */
    @Value.Lazy
    default SessionExplanation explain() {
        return new SessionExplanation(SessionOpening.effective(this).stream()
                .map(EffectiveSetting::redacted)
                .toList());
    }

    /**
     * The settings as Spark takes them, sorted by key, secrets hidden: for tests and dumps, while {@link #open()} hands
     * the secrets to Spark. Pure: the same spec gives the same settings.
     *
     * @throws InvalidSettingException if a variable holds an unusable value
     */
    default Map<String, String> toConf() {
        Map<String, String> conf = new LinkedHashMap<>();
        explain().settings().forEach(setting -> conf.put(setting.key(), setting.value()));
        return conf;
    }

    /**
     * Opens the session. The caller stops it.
     *
     * @throws InvalidSettingException if a variable holds an unusable value, if this JVM cannot run Spark, if no master
     *     is named, if Hive is asked for without spark-hive, or if this JVM has a session already, whose settings
     *     opening another would change
     */
    default SparkSession open() {
        return SessionOpening.open(this);
    }

    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a spec. */
    final class Builder extends ImmutableSessionSpec.Builder {

        Builder() {}
    }
}
