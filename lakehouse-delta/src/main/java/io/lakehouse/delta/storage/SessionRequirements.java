package io.lakehouse.delta.storage;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/** The session settings that the verbs depend on, for our own sessions and for those of the caller. */
public final class SessionRequirements {

    /**
     * Schemes whose storage silently overwrites an existing file. The second of two concurrent commits would win and
     * the first would be lost.
     */
    private static final Set<String> OVERWRITING_SCHEMES = Set.of("s3", "s3a", "s3n");

    private final Function<String, Optional<String>> settings;

    public SessionRequirements(Function<String, Optional<String>> settings) {
        this.settings = settings;
    }

    /** Checks a session that the caller opened, which is used as it is. */
    public void require(String warehouse) {
        boolean hasExtension = Arrays.stream(
                        value(StorageSettings.EXTENSIONS, "").split(",", -1))
                .map(String::trim)
                .anyMatch(StorageSettings.DELTA_EXTENSION::equals);
        if (!hasExtension) {
            throw StorageErrors.noDeltaExtension();
        }
        String scheme = scheme(warehouse);
        if (OVERWRITING_SCHEMES.contains(scheme)
                && value("spark.delta.logStore." + scheme + ".impl", "").isEmpty()
                && value("spark.delta.logStore.class", "").isEmpty()) {
            throw StorageErrors.noLogStore(warehouse, scheme);
        }
    }

    /** Checks a session of our own, which must not have settings that could harm its other users. */
    public void requireOwn(String warehouse) {
        if (isOff(StorageSettings.RETENTION_CHECK)) {
            throw StorageErrors.retentionCheckOff();
        }
        require(warehouse);
    }

    private boolean isOff(String key) {
        return value(key, "true").trim().equalsIgnoreCase("false");
    }

    private String value(String key, String otherwise) {
        return settings.apply(key).orElse(otherwise);
    }

    private static String scheme(String warehouse) {
        URI uri = new Path(warehouse).toUri();
        return Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    }
}
