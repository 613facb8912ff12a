package io.lakehouse.core.session;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All effective settings of a session, where they came from and why. The text is meant for printing; secrets are
 * redacted.
 *
 * @param settings sorted by key
 */
public record SessionExplanation(List<EffectiveSetting> settings) {

    public SessionExplanation {
        settings = List.copyOf(settings);
    }

    /** The effective value of a setting; empty if nothing sets it, so that Spark's default applies. */
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
