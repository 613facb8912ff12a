package io.lakehouse.core.session;

import io.lakehouse.core.Redaction;

/**
 * A Spark setting as a session applies it: its value, where the value came from, and why it is set. Its text redacts a
 * secret value; {@link #value()} does so only in a {@link SessionExplanation}.
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
