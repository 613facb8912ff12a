package io.lakehouse.core.table;

/** What to do about columns that a table has and its spec does not. */
public enum ExtraColumns {
    /** The table differs from its spec and is not opened. */
    REFUSE,
    /**
     * Verbs keep the values of these columns in rows that they update or move. New rows have the column's default, or
     * NULL.
     */
    KEEP
}
