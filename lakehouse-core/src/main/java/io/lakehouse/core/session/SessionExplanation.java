package io.lakehouse.core.session;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every effective setting of a session, where it came from and why. Its text is meant to be printed. Secrets are hidden.
 *
 * @param settings sorted by key
 */
public record SessionExplanation(List<EffectiveSetting> settings) {

    public SessionExplanation {
        settings = List.copyOf(settings);
    }

    /** The setting as the session gets it, or empty if nobody makes it, so that Spark's own default holds. */
    public Optional<EffectiveSetting> find(SparkSetting<?> setting) {
        return settings.stream()
                .filter(candidate -> candidate.key().equals(setting.key()))
                .findFirst();
    }

    @Override
    public String toString() {
        return settings.stream().map(EffectiveSetting::toString).collect(Collectors.joining("\n"));
    }
}
