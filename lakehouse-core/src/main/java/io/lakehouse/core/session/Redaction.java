package io.lakehouse.core.session;

import java.util.regex.Pattern;

/** What must never be shown: in a session's explanation, in logs, in Spark's UI and event log. */
final class Redaction {

    /**
     * Keys and values that hold secrets. Spark's own pattern misses API keys, credentials, shared access signatures and
     * passwords inside JDBC URLs.
     */
    static final String REGEX = "(?i)secret|passw(or)?d|token|access[._-]?key|api[._-]?key|account[._-]?key|credential"
            + "|[._-]sas[._-]|[._-]sas$|sharedaccesssignature|://[^/\\s]+:[^/\\s]+@";

    private static final Pattern PATTERN = Pattern.compile(REGEX);
    private static final String REPLACEMENT = "*********(redacted)";

    private Redaction() {}

    /** The value, unless it or its key tells that it is a secret. */
    static String show(String key, String value) {
        return !key.equals(SparkSettings.REDACTION.key())
                        && (PATTERN.matcher(key).find()
                                || PATTERN.matcher(value).find())
                ? REPLACEMENT
                : value;
    }
}
