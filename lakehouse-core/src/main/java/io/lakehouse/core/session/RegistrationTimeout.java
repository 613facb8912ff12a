package io.lakehouse.core.session;

import java.time.Duration;

/** The time limit for registering tables in a metastore. */
final class RegistrationTimeout {

    private static final String VARIABLE = "METASTORE_REGISTRATION_TIMEOUT";
    private static final int DEFAULT_SECONDS = 120;
    private static final int MAX_SECONDS = 86_400;

    private RegistrationTimeout() {}

    static Duration of(Environment environment) {
        return Duration.ofSeconds(environment.count(VARIABLE, 1, MAX_SECONDS).orElse(DEFAULT_SECONDS));
    }
}
