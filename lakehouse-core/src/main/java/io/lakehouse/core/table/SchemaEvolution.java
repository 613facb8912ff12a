package io.lakehouse.core.table;

/** How the rows that a verb writes may change the columns of a table, if the verb is told to. */
public enum SchemaEvolution {
    /** Not at all. */
    NONE,
    /** They may add optional columns. Specs that do not have these columns still open the table. */
    ADD_COLUMNS,
    /**
     * They may also widen the types of columns, as far as Delta can and the table has {@code delta.enableTypeWidening}:
     * on Spark 3.5 from byte to short and from both to integer. Specs that have the narrower types still open the table.
     */
    ADD_AND_WIDEN_COLUMNS
}
