package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.time.Duration;

/**
 * The registration result of one table, read back from the metastore.
 *
 * @param database the database of the metastore, named like the table's layer
 * @param location where the table is, as a URI
 * @param elapsed the duration of the whole registration, which may cover several tables
 */
public record RegisterResult(TableName table, String database, String location, Outcome outcome, Duration elapsed) {

    /** The outcome of a registration. */
    public enum Outcome {
        /** The metastore did not know the name. */
        CREATED,
        /** The entry was already up to date. */
        UNCHANGED,
        /** The entry had an older schema. */
        UPDATED,
        /** The entry pointed to another location, or was managed. */
        REPAIRED
    }

    /** Whether the metastore was changed. */
    public boolean changed() {
        return outcome != Outcome.UNCHANGED;
    }
}
