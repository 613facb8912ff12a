package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;

/**
 * The registration plan of one table: what would be done to its entry in the metastore.
 *
 * @param location where the table is, as a URI
 * @param reason why this action, in one phrase
 */
public record RegisterPlan(TableName table, String location, Action action, String reason) {

    /** The planned action. */
    public enum Action {
        /** The metastore does not know the name. */
        CREATE,
        /** The entry is up to date. */
        KEEP,
        /** The entry has an older schema. */
        UPDATE,
        /** The entry is that of a table at another location, or a managed one; only when repairing. */
        REPAIR,
        /** The name belongs to something that a registration must not touch. */
        REFUSE
    }
}
