package io.lakehouse.core.result;

import io.lakehouse.core.table.SchemaDiff;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The result of converging a table to its spec, taken from its own commit.
 *
 * @param version the version it committed; empty when the table already matched its spec
 * @param applied the differences that were resolved; none for a table that was created
 */
public record ConvergeResult(OptionalLong version, SchemaDiff applied, Duration elapsed) {

    /** Whether there was a commit. */
    public boolean committed() {
        return version.isPresent();
    }
}
