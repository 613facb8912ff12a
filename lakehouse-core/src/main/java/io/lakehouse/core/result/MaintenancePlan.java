package io.lakehouse.core.result;

/** The maintenance plan of one table. */
public record MaintenancePlan(OptimizePlan optimize, VacuumPlan vacuum) {}
