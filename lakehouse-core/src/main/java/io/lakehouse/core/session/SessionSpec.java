package io.lakehouse.core.session;

import io.lakehouse.core.LakehouseStyle;
import io.lakehouse.core.error.InvalidSettingException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.immutables.value.Value;

/**
 * A tuned Spark session, described before it is opened.
 *
 * <pre>{@code
 * SessionSpec spec = SessionSpec.fromEnvironment("prices").local();
 * spec.explain().forEach(System.out::println);   // each setting, where it came from, and why
 * SparkSession spark = spec.open();
 * }</pre>
 *
 * <p>Who wins, strongest first: {@code spark-submit}, {@link #set}, the environment, the tuned default. A master is
 * set only for a {@link #local()} session, so that a submitted job runs on its cluster.
 *
 * <p>Variables read: {@code SPARK_TOTAL_CORES} (cores of the cluster, default 4), {@code SPARK_SHUFFLE_MULTIPLIER}
 * (2 to 4, default 3), {@code SPARK_CONTAINER_MEMORY_GB} (an executor's container, fractions allowed),
 * {@code SPARK_EXECUTOR_MEMORY} (wins over the container), {@code SPARK_EVENT_LOG_DIR}.
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
        return builder()
                .from(this)
                .addExplicit(new EffectiveSetting(
                        setting.key(), String.valueOf(value), SettingSource.EXPLICIT, setting.reason()))
                .build();
    }

    /** The same spec with tuned defaults of a library above this one; they win over the defaults here. */
    default SessionSpec withDefaults(Collection<EffectiveSetting> defaults) {
        return builder().from(this).addAllLibraryDefaults(defaults).build();
    }

    /** Every effective setting, sorted by key. */
    @Value.Lazy
    default List<EffectiveSetting> explain() {
        Environment variables = new Environment(environment());
        Map<String, EffectiveSetting> effective = new TreeMap<>();
        List<EffectiveSetting> tuned =
                isLocal() ? SparkSettings.forLocal(variables, machine()) : SparkSettings.forCluster(variables);
        for (List<EffectiveSetting> layer :
                List.of(List.of(SparkSettings.APP_NAME.byDefault(appName())), tuned, libraryDefaults(), explicit())) {
            layer.forEach(setting -> effective.merge(
                    setting.key(), setting, (old, fresh) -> fresh.source().compareTo(old.source()) >= 0 ? fresh : old));
        }
        submitted().forEach((key, value) -> {
            // Who asks for a local session does not mean the cluster.
            if (!isLocal() || !key.equals(SparkSettings.MASTER.key())) {
                effective.put(key, new EffectiveSetting(key, value, SettingSource.SUBMITTED, "set by spark-submit"));
            }
        });
        return List.copyOf(effective.values());
    }

    /** The settings as Spark takes them, sorted by key. Pure: the same spec gives the same settings. */
    default Map<String, String> toConf() {
        Map<String, String> conf = new LinkedHashMap<>();
        explain().forEach(setting -> conf.put(setting.key(), setting.value()));
        return conf;
    }

    /**
     * Opens the session. The caller stops it.
     *
     * @throws InvalidSettingException if a variable holds an unusable value, or if this JVM has a session already, whose
     *     settings opening another would change
     */
    default SparkSession open() {
        if (SparkSession.getDefaultSession().isDefined()) {
            throw new InvalidSettingException("Cannot open the session " + appName()
                    + ": this JVM has a Spark session already, and opening another would change its settings."
                    + " Use that one, or stop it first.");
        }
        SparkSession.Builder builder = SparkSession.builder();
        toConf().forEach(builder::config);
        return builder.getOrCreate();
    }

    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a spec. */
    final class Builder extends ImmutableSessionSpec.Builder {

        Builder() {}
    }
}
