package io.lakehouse.core.result;

/** What a maintenance would do to one table. */
public record MaintenancePlan(OptimizePlan optimize, VacuumPlan vacuum) {}
