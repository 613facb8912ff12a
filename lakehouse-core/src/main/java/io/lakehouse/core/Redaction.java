package io.lakehouse.core;

import java.util.regex.Pattern;

/** What must never be shown: in a session's explanation, in logs, in Spark's UI and event log, in a table's properties. */
public final class Redaction {

    /**
     * Keys and values that hold secrets, as a regular expression. Spark's own pattern misses API keys, credentials,
     * shared access signatures and passwords inside JDBC URLs.
     */
    public static final String REGEX = "(?i)secret|passw(or)?d|token|access[._-]?key|api[._-]?key|account[._-]?key"
            + "|credential|[._-]sas[._-]|[._-]sas$|sharedaccesssignature|://[^/\\s]+:[^/\\s]+@";

    /** What stands in the place of a secret. */
    public static final String REPLACEMENT = "*********(redacted)";

    private static final Pattern PATTERN = Pattern.compile(REGEX);

    private Redaction() {}

    /** Whether a key or its value tells that the value is a secret. The pattern itself is none. */
    public static boolean isSecret(String key, String value) {
        return !value.equals(REGEX)
                && (PATTERN.matcher(key).find() || PATTERN.matcher(value).find());
    }

    /** The value, or {@link #REPLACEMENT} if it is a secret. */
    public static String show(String key, String value) {
        return isSecret(key, value) ? REPLACEMENT : value;
    }
}
