package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.util.Optional;

/** What a maintenance did to one table; empty what was not reached or failed. */
public record MaintenanceResult(TableName table, Optional<OptimizeResult> optimized, Optional<VacuumResult> vacuumed) {}
