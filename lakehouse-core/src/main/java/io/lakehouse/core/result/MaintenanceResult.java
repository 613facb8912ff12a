package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.util.Optional;

/** The maintenance result of one table. A step that failed or was not reached is empty. */
public record MaintenanceResult(TableName table, Optional<OptimizeResult> optimized, Optional<VacuumResult> vacuumed) {}
