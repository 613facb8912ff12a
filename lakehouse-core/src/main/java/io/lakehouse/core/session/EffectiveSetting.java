package io.lakehouse.core.session;

import io.lakehouse.core.Redaction;

/**
 * A Spark setting as a session gets it: its value, where the value came from, and why it is set at all. Its text hides
 * a value that is a secret; {@link #value()} does so in a {@link SessionExplanation} only.
 */
public record EffectiveSetting(String key, String value, SettingSource source, String reason) {

    EffectiveSetting redacted() {
        return new EffectiveSetting(key, Redaction.show(key, value), source, reason);
    }

    @Override
    public String toString() {
        return key + " = " + Redaction.show(key, value) + " (" + source + ": " + reason + ")";
    }
}
