package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.time.Duration;

/**
 * What a registration did to the metastore's entry of one table, read back from there.
 *
 * @param database the database of the metastore, named like the table's layer
 * @param location where the table is, as a URI
 * @param elapsed the time of the whole registration, which may have been of several tables
 */
public record RegisterResult(TableName table, String database, String location, Outcome outcome, Duration elapsed) {

    /** What was done. */
    public enum Outcome {
        /** The metastore did not know the name. */
        CREATED,
        /** The entry was right already. */
        UNCHANGED,
        /** The entry told an older schema. */
        UPDATED,
        /** The entry pointed elsewhere, or was a managed one. */
        REPAIRED
    }

    /** Whether the metastore was changed. */
    public boolean changed() {
        return outcome != Outcome.UNCHANGED;
    }
}
