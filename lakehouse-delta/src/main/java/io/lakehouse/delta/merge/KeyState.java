package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.lit;

import java.util.Set;
import org.apache.spark.sql.Column;

/** What an upsert does with a key. In queries, a state is its {@link #code}. */
enum KeyState {
    /** The table has the row as it is, or it may not change. */
    SAME(0),
    /** The table does not have the key. */
    NEW(1),
    /** The row gets other values. */
    UPDATED(2),
    /** The row is marked as deleted. */
    MARKED(3),
    /** The row is removed. */
    REMOVED(4),
    /** The row of the table is later than the source row. */
    SUPERSEDED(5),
    /** The source row deletes a key that the table does not have. */
    ABSENT(6),
    /** The source does not have the key, and so the row is deleted. */
    OTHER(7),
    /** The source does not have the key, which means nothing. */
    OUTSIDE(8);

    static final Set<KeyState> CHANGING = Set.of(UPDATED, MARKED, REMOVED, OTHER);

    private static final KeyState[] BY_CODE = values();

    private final int code;

    KeyState(int code) {
        this.code = code;
    }

    static KeyState of(int code) {
        return BY_CODE[code];
    }

    Column code() {
        return lit(code);
    }

    Column is(Column state) {
        return state.equalTo(code());
    }
}
