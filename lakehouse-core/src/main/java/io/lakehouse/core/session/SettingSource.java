package io.lakehouse.core.session;

/** The source of an effective setting, weakest first: a later source overrides an earlier one. */
public enum SettingSource {
    /** The tuned default of this project. */
    DEFAULT,
    /** An environment variable. */
    ENVIRONMENT,
    /** A call to {@link SessionSpec#set}. */
    EXPLICIT,
    /** {@code spark-submit}, or a {@code spark.*} system property. */
    SUBMITTED
}
