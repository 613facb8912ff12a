package io.lakehouse.delta.merge;

import io.lakehouse.core.LakehouseStyle;
import io.lakehouse.core.table.Field;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/** How the JSON messages of a change feed are read. */
@Value.Immutable
@LakehouseStyle
public interface ChangeSettings {

    /** Where the parts of a message are. */
    enum Kind {
        DEBEZIUM,
        DMS,
        COLUMNS
    }

    Kind kind();

    /** Where a message says what it does. */
    String operation();

    /** What it says there if it deletes. */
    List<String> deleting();

    /** Where the values of fields are that are not in the row. */
    Map<Field<?>, String> paths();

    /** Whether messages that truncate the table are dropped. */
    @Value.Default
    default boolean ignoresTruncates() {
        return false;
    }

    /** Whether columns that the table does not have are dropped. */
    @Value.Default
    default boolean ignoresOthers() {
        return false;
    }

    /** The unit of instants that are numbers. */
    Optional<ChronoUnit> unit();

    static Builder builder() {
        return new Builder();
    }

    /** Builds settings. */
    class Builder extends ImmutableChangeSettings.Builder {}
}
