package io.lakehouse.delta;

import io.lakehouse.core.table.TableName;
import java.net.URI;
import java.nio.file.Path;

/**
 * The folder that holds all tables: {@code ROOT/layer/name}.
 *
 * @param root an absolute location in Hadoop's notation (a URI with unescaped blanks), without a trailing slash, for
 *     example {@code file:///data/lake} or {@code s3a://bucket/lake}
 */
public record Warehouse(String root) {

    public Warehouse {
        if (root.isBlank()) {
            throw new IllegalArgumentException("Invalid warehouse: its location is blank; name a folder or a URI.");
        }
        root = root.replaceAll("(?<=[^/])/+$", "");
    }

    /**
     * A warehouse at a URI ({@code s3a://bucket/lake}) or at a path, which may be relative to the working directory.
     */
    public static Warehouse at(String location) {
        // A blank is a valid path in Java, too: a child of the working directory of that name.
        boolean isUri = location.isBlank() || location.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+:.*");
        return isUri ? new Warehouse(location) : at(Path.of(location));
    }

    /** A warehouse in a folder of the local file system. */
    public static Warehouse at(Path folder) {
        URI uri = folder.toAbsolutePath().normalize().toUri();
        // Hadoop's paths are not escaped; Path.toUri escapes blanks.
        return new Warehouse("file://" + uri.getPath());
    }

    /** The location of a table. */
    public String locationOf(TableName table) {
        return root + "/" + table.layer().id() + "/" + table.name();
    }
}
