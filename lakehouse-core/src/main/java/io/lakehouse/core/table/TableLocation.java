package io.lakehouse.core.table;

import java.net.URI;
import java.nio.file.Path;

/**
 * The folder of a table or of a warehouse.
 *
 * @param uri an absolute location in Hadoop's notation (a URI with unescaped blanks), without a trailing slash, for
 *     example {@code file:///data/lake} or {@code s3a://bucket/lake}
 */
public record TableLocation(String uri) {

    public TableLocation {
        if (uri.isBlank()) {
            throw new IllegalArgumentException("Invalid location: it is blank; name a folder or a URI.");
        }
        uri = uri.replaceAll("(?<=[^/:])/+$", "").replaceFirst("^file:/(?!/)", "file:///");
    }

    /** A location by its URI ({@code s3a://bucket/lake}), or by a path, which may be relative to the working directory. */
    public static TableLocation of(String location) {
        // A blank is a valid path in Java, too: a child of the working directory of that name.
        boolean isUri = location.isBlank() || location.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+:.*");
        return isUri ? new TableLocation(location) : of(Path.of(location));
    }

    /** A folder of the local file system. */
    public static TableLocation of(Path folder) {
        URI uri = folder.toAbsolutePath().normalize().toUri();
        // Hadoop's paths are not escaped; Path.toUri escapes blanks.
        return new TableLocation("file://" + uri.getPath());
    }

    /** The location of a folder below this one, for example {@code raw/events}. */
    public TableLocation path(String relative) {
        return new TableLocation(uri + (uri.endsWith("/") ? "" : "/") + relative.replaceAll("^/+", ""));
    }

    @Override
    public String toString() {
        return uri;
    }
}
