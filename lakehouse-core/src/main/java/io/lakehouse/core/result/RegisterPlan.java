package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;

/**
 * What a registration would do to the metastore's entry of one table.
 *
 * @param location where the table is, as a URI
 * @param reason why, in one phrase
 */
public record RegisterPlan(TableName table, String location, Action action, String reason) {

    /** What would be done. */
    public enum Action {
        /** The metastore does not know the name. */
        CREATE,
        /** The entry is right. */
        KEEP,
        /** The entry tells an older schema. */
        UPDATE,
        /** The entry is that of a table elsewhere, or a managed one; only when repairing. */
        REPAIR,
        /** The name belongs to something that a registration must not touch. */
        REFUSE
    }
}
