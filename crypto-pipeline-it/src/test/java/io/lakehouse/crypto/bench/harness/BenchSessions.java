package io.lakehouse.crypto.bench.harness;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.session.SparkSetting;
import io.lakehouse.delta.DeltaSettings;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The sessions of engines that are compared. */
public final class BenchSessions {

    private BenchSessions() {}

    /** What {@link io.lakehouse.delta.Lakehouse#open} opens, to use Delta without it. */
    public static SparkSession tunedDelta() {
        return DeltaSettings.addTo(tuned()).open();
    }

    /**
     * The tuned session for another engine: all that is not Delta's.
     *
     * @param settings what the engine needs
     */
    public static SparkSession tunedFor(Map<String, String> settings) {
        SessionSpec spec = tuned();
        // Tuned as well, and not Delta's alone, though they stand beside its settings.
        spec = spec.set(DeltaSettings.READ_BUFFER, 4096)
                .set(DeltaSettings.LISTING_TASKS, spec.machine().parallelTasks())
                .set(DeltaSettings.REBASE_TIMESTAMPS, "CORRECTED")
                .set(DeltaSettings.REBASE_DATES, "CORRECTED");
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            spec = spec.set(
                    new SparkSetting<>(setting.getKey(), String.class, "the engine needs it"), setting.getValue());
        }
        return spec.open();
    }

    private static SessionSpec tuned() {
        return SessionSpec.fromEnvironment("bench").local();
    }
}
