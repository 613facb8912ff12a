package io.lakehouse.crypto.bench.harness;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.session.SparkSetting;
import io.lakehouse.delta.DeltaSettings;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The Spark sessions of the engines that are compared. */
public final class BenchSessions {

    private BenchSessions() {}

    /** The session that {@link io.lakehouse.delta.Lakehouse#open} opens, for using Delta directly. */
    public static SparkSession tunedDelta() {
        return DeltaSettings.addTo(tuned()).open();
    }

    /**
     * The tuned session for another engine, without the settings that only concern Delta.
     *
     * @param settings the settings that the engine needs
     */
    public static SparkSession tunedFor(Map<String, String> settings) {
        SessionSpec spec = tuned();
        // Tuning that is not specific to Delta, although it is listed among Delta's settings.
        spec = spec.set(DeltaSettings.READ_BUFFER, 4096)
                .set(DeltaSettings.LOCAL_FILE_SYSTEM, ours(DeltaSettings.LOCAL_FILE_SYSTEM))
                .set(DeltaSettings.LOCAL_FILE_CONTEXT, ours(DeltaSettings.LOCAL_FILE_CONTEXT))
                .set(DeltaSettings.LISTING_TASKS, spec.machine().parallelTasks())
                .set(DeltaSettings.REBASE_TIMESTAMPS, "CORRECTED")
                .set(DeltaSettings.REBASE_DATES, "CORRECTED");
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            spec = spec.set(
                    new SparkSetting<>(setting.getKey(), String.class, "the engine needs it"), setting.getValue());
        }
        return spec.open();
    }

    private static String ours(SparkSetting<String> setting) {
        return Optional.ofNullable(DeltaSettings.addTo(tuned()).toConf().get(setting.key()))
                .orElseThrow();
    }

    private static SessionSpec tuned() {
        return SessionSpec.fromEnvironment("bench").local();
    }
}
