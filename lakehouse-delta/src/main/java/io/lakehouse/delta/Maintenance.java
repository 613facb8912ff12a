package io.lakehouse.delta;

import io.lakehouse.core.error.MaintenanceFailedException;
import io.lakehouse.core.result.MaintenancePlan;
import io.lakehouse.core.result.MaintenanceResult;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.core.table.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Optimises and then vacuums tables, one after the other. If a table fails, the others still have their turn, and all
 * failures are thrown together at the end. Safe to run concurrently with writers, like {@link Optimize} and
 * {@link Vacuum}.
 *
 * <p>Immutable: each setting returns a new instance.
 */
public final class Maintenance {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private final List<LakehouseTable> tables;
    private final UnaryOperator<Optimize> optimize;
    private final UnaryOperator<Vacuum> vacuum;

    Maintenance(List<LakehouseTable> tables) {
        this(List.copyOf(tables), UnaryOperator.identity(), UnaryOperator.identity());
    }

    private Maintenance(List<LakehouseTable> tables, UnaryOperator<Optimize> optimize, UnaryOperator<Vacuum> vacuum) {
        this.tables = tables;
        this.optimize = optimize;
        this.vacuum = vacuum;
    }

    /** Configures how each table is optimised, for example {@code optimize -> optimize.maxBytes(1L << 30)}. */
    public Maintenance optimizing(UnaryOperator<Optimize> settings) {
        return new Maintenance(tables, settings, vacuum);
    }

    /** Configures how each table is vacuumed, for example {@code Vacuum::full}. */
    public Maintenance vacuuming(UnaryOperator<Vacuum> settings) {
        return new Maintenance(tables, optimize, settings);
    }

    /** What {@link #execute()} would do now. Changes nothing. */
    public List<MaintenancePlan> plan() {
        return tables.stream()
                .map(table -> new MaintenancePlan(
                        optimize.apply(table.optimize()).plan(),
                        vacuum.apply(table.vacuum()).plan()))
                .toList();
    }

    /**
     * Maintains the tables.
     *
     * @return the results, in the order of the tables
     * @throws MaintenanceFailedException if any table failed, after all tables have had their turn
     */
    public List<MaintenanceResult> execute() {
        List<MaintenanceResult> results = new ArrayList<>();
        Map<TableName, Exception> failures = new LinkedHashMap<>();
        for (LakehouseTable table : tables) {
            Optional<OptimizeResult> optimized = Optional.empty();
            Optional<VacuumResult> vacuumed = Optional.empty();
            try {
                optimized = Optional.of(optimize.apply(table.optimize()).execute());
                vacuumed = Optional.of(vacuum.apply(table.vacuum()).execute());
            } catch (Exception e) {
                LOG.error("maintain {}: failed, continuing with the other tables", table.name(), e);
                failures.put(table.name(), e);
            }
            results.add(new MaintenanceResult(table.name(), optimized, vacuumed));
        }
        if (!failures.isEmpty()) {
            throw DeltaErrors.maintenanceFailed(failures, results);
        }
        return List.copyOf(results);
    }
}
