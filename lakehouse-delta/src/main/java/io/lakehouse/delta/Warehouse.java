package io.lakehouse.delta;

import io.lakehouse.core.table.TableLocation;
import io.lakehouse.core.table.TableName;
import java.nio.file.Path;

/**
 * The folder that holds all tables without a location of their own: {@code ROOT/schema/name}.
 *
 * @param location the folder
 */
public record Warehouse(TableLocation location) {

    /**
     * A warehouse at a URI ({@code s3a://bucket/lake}) or at a path, which may be relative to the working directory.
     */
    public static Warehouse at(String location) {
        return new Warehouse(TableLocation.of(location));
    }

    /** A warehouse in a folder of the local file system. */
    public static Warehouse at(Path folder) {
        return new Warehouse(TableLocation.of(folder));
    }

    /** The folder as a URI, in Hadoop's notation and without a trailing slash. */
    public String root() {
        return location.uri();
    }

    /** The location of a folder in the warehouse, for example {@code raw/events}. */
    public TableLocation path(String relative) {
        return location.path(relative);
    }

    /** The location of a table. */
    public String locationOf(TableName table) {
        return path(table.schema() + "/" + table.name()).uri();
    }
}
