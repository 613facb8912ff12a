package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.lit;

import java.util.Set;
import org.apache.spark.sql.Column;

/** What an upsert does with a key. In queries, a state is its {@link #code}. */
enum KeyState {
    /** The table has the row as it is, or it may not change. */
    SAME,
    /** The table does not have the key. */
    NEW,
    /** The row gets other values. */
    UPDATED,
    /** The row is marked as deleted. */
    MARKED,
    /** The row is removed. */
    REMOVED,
    /** The row of the table is later than the source row. */
    SUPERSEDED,
    /** The source row deletes a key that the table does not have. */
    ABSENT,
    /** The source does not have the key, and so the row is deleted. */
    OTHER,
    /** The source does not have the key, which means nothing. */
    OUTSIDE;

    static final Set<KeyState> CHANGING = Set.of(UPDATED, MARKED, REMOVED, OTHER);

    static KeyState of(int code) {
        return values()[code];
    }

    Column code() {
        return lit(ordinal());
    }

    Column is(Column state) {
        return state.equalTo(code());
    }
}
