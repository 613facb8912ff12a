package io.lakehouse.core.session;

/**
 * A Spark setting as a session gets it: its value, where the value came from, and why it is set at all. Its text hides
 * the value when the key or the value tells that it is a secret; {@link #value()} does not.
 */
public record EffectiveSetting(String key, String value, SettingSource source, String reason) {

    @Override
    public String toString() {
        return key + " = " + Redaction.show(key, value) + " (" + source + ": " + reason + ")";
    }
}
