package io.lakehouse.delta.metastore;

import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.spark.NamedTable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Finds Delta tables by the names that a session's catalogs have for them. */
public final class CatalogLookup {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    private CatalogLookup() {}

    /** A table that a catalog knows. */
    public record Found(TableName name, TableLocation location) {}

    /**
     * Finds a table by name, as a query of the session would.
     *
     * @throws UnknownTableException if there is none, or if it is not a Delta table
     * @throws io.lakehouse.core.session.MetastoreUnavailableException if the catalog does not answer in time
     */
    public static Found find(SparkSession session, String name, Duration timeout) {
        NamedTable table = BoundedCall.run(
                        timeout,
                        () -> NamedTable.find(session, name),
                        () -> RegistrationErrors.catalogSilent(name, timeout))
                .orElseThrow(() -> RegistrationErrors.noSuchName(name));
        if (!table.isDelta()) {
            throw RegistrationErrors.notDelta(name, table.provider());
        }
        TableLocation location =
                TableLocation.of(table.location().orElseThrow(() -> RegistrationErrors.noLocation(name)));
        // Spark takes delta.`/data/orders` as a name, too.
        boolean isPath = table.name().contains("/");
        return new Found(isPath ? nameOf(location) : TableName.of(table.schema(), table.name()), location);
    }

    /** A name for the table at a location: its folder, and the folder around it as its schema. */
    public static TableName nameOf(TableLocation location) {
        List<String> folders = Arrays.stream(location.uri().split("[/\\\\]+"))
                .map(folder -> folder.replaceAll("^[.\\s]+|\\s+$|:$", ""))
                .filter(folder -> !folder.isBlank())
                .toList();
        int last = folders.size() - 1;
        return TableName.of(last < 1 ? "default" : folders.get(last - 1), last < 0 ? "table" : folders.get(last));
    }
}
