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
 * <p>Precedence, highest first: {@code spark-submit}, {@link #set}, the environment, the tuned default. A master is set
 * only for a {@link #local()} session, so that a submitted job runs on its cluster. (In plain Spark the program
 * overrides {@code spark-submit}. Here the operator of a job has the last word, also on its name, which
 * {@code spark-submit} sets to the main class by default.)
 *
 * <p>Variables read: {@code SPARK_TOTAL_CORES} (cores of the cluster, default 4), {@code SPARK_SHUFFLE_MULTIPLIER} (2
 * to 4, default 3), {@code SPARK_CONTAINER_MEMORY_GB} (an executor's container, fractions allowed),
 * {@code SPARK_EXECUTOR_MEMORY} (overrides the container), {@code SPARK_EVENT_LOG_DIR}. The variable of
 * {@link HiveMetastore#registrationTimeout} is validated too.
 */
@Value.Immutable
@LakehouseStyle
public interface SessionSpec {

    String appName();

    /** The environment variables to read. They are never shown, because they may contain secrets. */
    @Value.Redacted
    Map<String, String> environment();

    /** The {@code spark.*} settings that {@code spark-submit} has set. */
    @Value.Redacted
    Map<String, String> submitted();

    /** Settings that the program makes. */
    @Value.Redacted
    List<EffectiveSetting> explicit();

    /** Tuned defaults of libraries built on this one. */
    @Value.Redacted
    List<EffectiveSetting> libraryDefaults();

    /** The resources of a local session. Default: those of the current JVM. */
    @Value.Default
    default Machine machine() {
        return Machine.current();
    }

    /** Whether the session runs inside this JVM instead of on a cluster. Default: false. */
    @Value.Default
    default boolean isLocal() {
        return false;
    }

    /** A spec that reads the environment of this process and the settings of {@code spark-submit}. */
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

    /** The same spec with tuned defaults of a library built on this one, which override the defaults here. */
    default SessionSpec withDefaults(Collection<EffectiveSetting> defaults) {
        return builder().from(this).addAllLibraryDefaults(defaults).build();
    }

    /**
     * The same spec for a session that also looks up tables by name in a Hive metastore. The last call wins. Requires
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
     * All effective settings, with secrets redacted. Pure: the same spec gives the same explanation.
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
     * The settings in Spark's form, sorted by key, with secrets redacted: for tests and dumps, while {@link #open()}
     * passes the secrets to Spark. Pure: the same spec gives the same settings.
     *
     * @throws InvalidSettingException if a variable holds an unusable value
     */
    default Map<String, String> toConf() {
        Map<String, String> conf = new LinkedHashMap<>();
        explain().settings().forEach(setting -> conf.put(setting.key(), setting.value()));
        return conf;
    }

    /**
     * Opens the session. The caller must stop it.
     *
     * @throws InvalidSettingException if a variable holds an unusable value, if this JVM cannot run Spark, if no master
     *     is set, if Hive is requested without spark-hive, or if this JVM already has a session, whose settings would
     *     be changed by opening another
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
