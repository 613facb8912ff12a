package io.lakehouse.core.session;

import java.util.Map;

/** Session specs for a machine of two cores and an environment of choice. */
final class SessionSpecs {

    static final String TOTAL_CORES = "SPARK_TOTAL_CORES";
    static final String SHUFFLE_MULTIPLIER = "SPARK_SHUFFLE_MULTIPLIER";
    static final String CONTAINER_MEMORY = "SPARK_CONTAINER_MEMORY_GB";
    static final String EXECUTOR_MEMORY = "SPARK_EXECUTOR_MEMORY";
    static final String EVENT_LOG_DIR = "SPARK_EVENT_LOG_DIR";

    private SessionSpecs() {}

    static SessionSpec.Builder spec(Map<String, String> environment) {
        return SessionSpec.builder().appName("prices").environment(environment).machine(new Machine(2, 2L << 30));
    }

    static SessionSpec cluster(Map<String, String> environment) {
        return spec(environment).build();
    }

    static EffectiveSetting effective(SessionSpec spec, SparkSetting<?> setting) {
        return spec.explain().find(setting).orElseThrow();
    }
}
