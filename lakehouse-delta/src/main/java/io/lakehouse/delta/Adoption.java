package io.lakehouse.delta;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.AdoptedSpec;
import io.lakehouse.delta.log.ForeignFolders;
import io.lakehouse.delta.log.TableSnapshot;
import io.lakehouse.delta.metastore.CatalogLookup;
import io.lakehouse.delta.rows.StoredRows;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * Opens a Delta table that exists already, with the spec that the table itself has. Nothing about the table changes
 * until a verb writes, and other engines keep using it.
 *
 * <pre>{@code
 * LakehouseTable orders = lake.adopt("sales.orders").keyedBy("order_id").open();
 * orders.upsert().execute(batch);
 * System.out.println(orders.spec().toJava());
 * }</pre>
 *
 * <p>Immutable: each setting returns a new instance.
 */
public final class Adoption {

    private final Function<TableSpec, LakehouseTable> handles;
    private final Function<Duration, Place> place;
    private final List<String> key;
    private final boolean checksKey;
    private final Duration timeout;

    /** A table's name and location. */
    private record Place(TableName name, TableLocation location) {}

    private Adoption(
            Function<TableSpec, LakehouseTable> handles,
            Function<Duration, Place> place,
            List<String> key,
            boolean checksKey,
            Duration timeout) {
        this.handles = handles;
        this.place = place;
        this.key = key;
        this.checksKey = checksKey;
        this.timeout = timeout;
    }

    /** Adopts what a session's catalogs know by a name; {@code handles} gives the table of a spec, unverified. */
    static Adoption ofName(SparkSession session, Function<TableSpec, LakehouseTable> handles, String name) {
        return new Adoption(
                handles,
                timeout -> {
                    CatalogLookup.Found found = CatalogLookup.find(session, name, timeout);
                    return new Place(found.name(), found.location());
                },
                List.of(),
                false,
                CatalogLookup.DEFAULT_TIMEOUT);
    }

    static Adoption ofLocation(Function<TableSpec, LakehouseTable> handles, TableLocation location) {
        return new Adoption(
                handles,
                timeout -> new Place(CatalogLookup.nameOf(location), location),
                List.of(),
                false,
                CatalogLookup.DEFAULT_TIMEOUT);
    }

    /**
     * Declares the columns that identify a row, which upserts need. A table with a key takes no appends, as they could
     * double it. Upserts refuse to touch a key that the table has twice; {@link #checkingKey()} looks for such keys.
     */
    public Adoption keyedBy(String... columns) {
        return new Adoption(handles, place, List.of(columns), checksKey, timeout);
    }

    /** Reads the key of every row, and does not open the table if a key is NULL or occurs twice. */
    public Adoption checkingKey() {
        return new Adoption(handles, place, key, true, timeout);
    }

    /** Sets how long the catalog may take to find a name. Default: 2 minutes. */
    public Adoption timeout(Duration limit) {
        return new Adoption(handles, place, key, checksKey, limit);
    }

    /**
     * Opens the table.
     *
     * @throws UnknownTableException if there is no such table, or if it is not a Delta table
     * @throws InvalidKeyException if {@link #checkingKey()} finds NULLs or duplicates
     * @throws IllegalArgumentException if the table has no column of the key, or if {@link #checkingKey()} has none
     */
    public LakehouseTable open() {
        Place found = place.apply(timeout);
        TableSpec bare = TableSpec.builder()
                .name(found.name())
                .location(found.location())
                .adopted(true)
                .build();
        LakehouseTable unknown = handles.apply(bare);
        TableSpec spec = unknown.log().inSession("adopt", "read the log", () -> {
            TableSnapshot snapshot = unknown.log().snapshot();
            if (!snapshot.exists()) {
                throw ForeignFolders.notDelta(snapshot, found.name(), found.location());
            }
            return AdoptedSpec.of(snapshot, found.name(), found.location(), key);
        });
        if (checksKey && key.isEmpty()) {
            throw DeltaErrors.noKeyToCheck(found.name());
        }
        LakehouseTable table = handles.apply(spec);
        table.log().verify(table.log().snapshot());
        if (checksKey) {
            StoredRows.requireUniqueKeys(table.log());
        }
        return table;
    }
}
