package io.lakehouse.delta;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/** What the settings of a session must be for the verbs to be right, whoever opens it. */
final class SessionRequirements {

    /** Stores that replace a file without a word, so that the second of two commits wins and the first is lost. */
    private static final Set<String> OVERWRITING_SCHEMES = Set.of("s3", "s3a", "s3n");

    private final Function<String, Optional<String>> settings;

    SessionRequirements(Function<String, Optional<String>> settings) {
        this.settings = settings;
    }

    /** For a session of somebody else, which is used as it is. */
    void require(Warehouse warehouse) {
        boolean hasExtension = Arrays.stream(
                        value(DeltaSettings.EXTENSIONS.key(), "").split(",", -1))
                .map(String::trim)
                .anyMatch(DeltaSettings.EXTENSION_CLASS::equals);
        if (!hasExtension) {
            throw DeltaErrors.noDeltaExtension();
        }
        String scheme = scheme(warehouse);
        if (OVERWRITING_SCHEMES.contains(scheme)
                && value("spark.delta.logStore." + scheme + ".impl", "").isEmpty()
                && value("spark.delta.logStore.class", "").isEmpty()) {
            throw DeltaErrors.noLogStore(warehouse, scheme);
        }
    }

    /** For a session of our own, which must not be given settings that do harm to other users of it. */
    void requireOwn(Warehouse warehouse) {
        if (isOff(DeltaSettings.RETENTION_CHECK.key())) {
            throw DeltaErrors.retentionCheckOff();
        }
        require(warehouse);
    }

    /** Whether data files get minima and maxima. */
    boolean collectsStatistics() {
        return !isOff(DeltaSettings.COLLECT_STATISTICS.key());
    }

    private boolean isOff(String key) {
        return value(key, "true").trim().equalsIgnoreCase("false");
    }

    private String value(String key, String otherwise) {
        return settings.apply(key).orElse(otherwise);
    }

    private static String scheme(Warehouse warehouse) {
        URI uri = new Path(warehouse.root()).toUri();
        return Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    }
}
