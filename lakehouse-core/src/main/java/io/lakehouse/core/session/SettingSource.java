package io.lakehouse.core.session;

/** Where an effective setting came from, weakest first: a later one wins over an earlier one. */
public enum SettingSource {
    /** The tuned default of this project. */
    DEFAULT,
    /** An environment variable. */
    ENVIRONMENT,
    /** A call of {@link SessionSpec#set}. */
    EXPLICIT,
    /** {@code spark-submit}, or a {@code spark.*} system property. */
    SUBMITTED
}
