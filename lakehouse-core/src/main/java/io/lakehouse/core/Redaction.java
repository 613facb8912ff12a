package io.lakehouse.core;

import java.util.regex.Pattern;

/**
 * Detects and redacts secrets in a session's explanation, in logs, in Spark's UI and event log, and in table
 * properties.
 */
public final class Redaction {

    private static final String SECRET_KEY =
            "secret|passw(or)?d|[._-]pass$|pwd|token|(access|api|account|private)[._-]?key"
                    + "|encryption[._a-z0-9-]*key|credential(?!s[.]provider)|[._-]sas[._-]|[._-]sas$";

    private static final String SECRET_VALUE =
            // sslkey names a file.
            "://[^/\\s:@]*:[^/\\s@]+@|[?&;,(](?!sslkey=)[a-z_.]*(password|passwd|pwd|secret|sig|token|key)[0-9]?="
                    + "|sharedaccesssignature";

    /**
     * The value of {@code spark.redaction.regex}, which Spark matches against keys and values alike. Spark's own
     * pattern misses API keys, private and encryption keys, credentials, shared access signatures and passwords in
     * URLs.
     */
    public static final String REGEX = "(?i)" + SECRET_KEY + "|" + SECRET_VALUE;

    /** The text that replaces a secret. */
    public static final String REPLACEMENT = "*********(redacted)";

    private static final Pattern KEY = Pattern.compile(SECRET_KEY, Pattern.CASE_INSENSITIVE);
    private static final Pattern VALUE = Pattern.compile(SECRET_VALUE, Pattern.CASE_INSENSITIVE);

    private Redaction() {}

    /** Whether the key names a secret, or the value contains one. */
    public static boolean isSecret(String key, String value) {
        return KEY.matcher(key).find() || isSecret(value);
    }

    /** Whether a value contains a secret, for example a URL with a password. */
    public static boolean isSecret(String value) {
        return VALUE.matcher(value).find() && !value.equals(REGEX);
    }

    /** The value, or {@link #REPLACEMENT} if it is a secret. */
    public static String show(String key, String value) {
        return isSecret(key, value) ? REPLACEMENT : value;
    }
}
