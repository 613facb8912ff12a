package io.lakehouse.core.session;

/** A Spark setting as a session gets it: its value, where the value came from, and why it is set at all. */
public record EffectiveSetting(String key, String value, SettingSource source, String reason) {}
