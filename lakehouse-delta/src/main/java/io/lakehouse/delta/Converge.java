package io.lakehouse.delta;

import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.ConvergeResult;
import io.lakehouse.core.table.SchemaDiff;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableConvergence;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.WriteRetries;
import io.lakehouse.delta.rows.StoredRows;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Changes a table to match its spec, as far as that touches no rows: it adds optional fields, makes fields optional,
 * makes fields required that have a value in every row, and sets comments and properties. A missing table is created
 * unless its spec is of an adopted table, and a matching table is left alone. If any difference is unsafe, nothing is
 * changed.
 */
public final class Converge {

    private static final String VERB = "converge";

    private final TableLog table;

    Converge(TableLog table) {
        this.table = table;
    }

    /** The differences between the table and its spec, including unsafe ones; everything if the table is missing. */
    public SchemaDiff plan() {
        return table.inSession(VERB, "plan", () -> table.diff(table.snapshot()));
    }

    /**
     * Applies the differences.
     *
     * @throws SchemaMismatchException if one of them is unsafe; nothing is changed then
     * @throws ConcurrentWriteException if every attempt conflicts with other writers
     */
    public ConvergeResult execute() {
        long start = System.nanoTime();
        ConvergeResult result =
                table.inSession(VERB, "commit", () -> WriteRetries.run(VERB, table, attempt -> attempt(start)));
        table.report(
                VERB,
                result.committed() ? "applied: " + result.applied() : "it matches its spec",
                0,
                0,
                0,
                result.elapsed());
        return result;
    }

    private ConvergeResult attempt(long start) {
        boolean isMissing = !table.snapshot().exists();
        if (isMissing && table.spec().adopted()) {
            table.verify(table.snapshot());
        }
        if (isMissing && table.create()) {
            return new ConvergeResult(OptionalLong.of(0), new SchemaDiff(List.of()), elapsed(start));
        }
        DeltaTransaction transaction = table.beginUnverified();
        SchemaDiff diff = table.diff(transaction.snapshot());
        if (diff.isEmpty()) {
            return new ConvergeResult(OptionalLong.empty(), diff, elapsed(start));
        }
        SchemaDiff unsafe = diff.unsafe().without(SchemaDiff.Kind.NOT_ENFORCED);
        if (!unsafe.isEmpty()) {
            throw DeltaErrors.unsafeDrift(table.name(), table.location(), unsafe);
        }
        StoredRows.requireValues(table, transaction);
        long version = TableConvergence.commit(transaction, table.spec());
        return new ConvergeResult(OptionalLong.of(version), diff, elapsed(start));
    }

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
