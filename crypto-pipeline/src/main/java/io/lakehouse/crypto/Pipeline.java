package io.lakehouse.crypto;

import io.lakehouse.core.error.RegistrationConflictException;
import io.lakehouse.core.error.RegistrationFailedException;
import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.result.RegisterResult;
import io.lakehouse.core.result.TableState;
import io.lakehouse.core.session.MetastoreUnavailableException;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.crypto.stage.Progress;
import io.lakehouse.crypto.stage.StageOutcome;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.crypto.stage.StageReport;
import io.lakehouse.crypto.stage.Stages;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Maintenance;
import io.lakehouse.delta.RegisterAll;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Loads payloads into Bronze, Silver and Gold, writes the reports, then maintains the tables. Each stage processes what
 * the previous one has changed since its last run, so the cost of a run depends on the new data only. A rerun changes
 * nothing, and a run after a crash completes the crashed one. Stages can run alone; each creates the tables it writes
 * and needs the tables it reads.
 */
public final class Pipeline {

    /** The name of the maintenance stage, which adds no data. */
    public static final String MAINTAIN = "maintain";

    private static final String REGISTER = "register";

    private final Lakehouse lake;
    private final Stages stages;
    private final List<RegisterResult> registered = new ArrayList<>();

    public Pipeline(Lakehouse lake, Progress progress) {
        this.lake = lake;
        this.stages = new Stages(lake.spark(), progress);
    }

    /** Runs all stages in order. */
    public void run(Intake intake, Path reportFolder, UnaryOperator<Maintenance> maintenance) {
        bronze(intake);
        silver();
        gold();
        report(reportFolder);
        maintain(maintenance);
    }

    /**
     * Loads payloads into Bronze, in one commit.
     *
     * @throws RefusedDataException if more records of a batch break a rule than the intake allows; nothing has changed
     *     then
     * @throws CurrencyMismatchException if the table holds another currency
     */
    public void bronze(Intake intake) {
        stages.run("bronze", new BronzeStage(lake, intake)::run);
    }

    /**
     * Loads the changes of Bronze into Silver and the quarantine.
     *
     * @throws UnaccountedRowsException if a row is neither in one of them nor a duplicate
     */
    public void silver() {
        stages.run("silver", new SilverStage(lake)::run);
    }

    /** Recomputes the Gold tables for the days that changed in Silver. */
    public void gold() {
        stages.run("gold", new GoldStage(lake)::run);
    }

    /** Writes the reports. */
    public void report(Path folder) {
        stages.run("report", new ReportStage(lake, folder, stages.reports(), tables())::run);
    }

    /** Optimises and vacuums the existing tables. */
    public void maintain(UnaryOperator<Maintenance> settings) {
        stages.run(MAINTAIN, new MaintainStage(lake, tables(), settings)::run);
    }

    /**
     * Registers the existing tables in the Hive metastore of the session and verifies the result.
     *
     * @throws RegistrationConflictException if a name belongs to something else; no table is registered then
     * @throws RegistrationFailedException if the metastore does not answer in time, or gives an unexpected answer
     * @throws MetastoreUnavailableException if the metastore cannot be reached, or lacks its schema
     */
    public void register(UnaryOperator<RegisterAll> settings) {
        stages.run(REGISTER, () -> {
            registered.addAll(settings.apply(lake.register(tables())).execute());
            return StageOutcome.NOTHING;
        });
    }

    /** The results of the registration, table by table; empty if nothing was registered. */
    public List<RegisterResult> registered() {
        return List.copyOf(registered);
    }

    /** The plan of {@link #run}. Changes nothing, so the plans of later stages do not include the new payloads yet. */
    public List<StagePlan> plan(Intake intake, UnaryOperator<Maintenance> maintenance) {
        List<StagePlan> plans = new ArrayList<>(planBronze(intake));
        Stream.of(planSilver(), planGold())
                .flatMap(List::stream)
                .map(plan -> plan.withWhat(plan.what() + " (before the stages above have run)"))
                .forEach(plans::add);
        plans.addAll(planMaintain(maintenance));
        return plans;
    }

    /** The plan of {@link #bronze}. Changes nothing. */
    public List<StagePlan> planBronze(Intake intake) {
        return new BronzeStage(lake, intake).plan();
    }

    /** The plan of {@link #silver} for the current state of Bronze. Changes nothing. */
    public List<StagePlan> planSilver() {
        return new SilverStage(lake).plan();
    }

    /** The plan of {@link #gold} for the current state of Silver. Changes nothing. */
    public List<StagePlan> planGold() {
        return new GoldStage(lake).plan();
    }

    /** The plan of {@link #maintain} for the current state of the tables. Changes nothing. */
    public List<StagePlan> planMaintain(UnaryOperator<Maintenance> settings) {
        return new MaintainStage(lake, tables(), settings).plan();
    }

    /** The reports of the stages that have run, in order. */
    public List<StageReport> reports() {
        return stages.reports();
    }

    /** The existing tables, in the order in which data flows through them. */
    public List<LakehouseTable> tables() {
        List<LakehouseTable> tables = new ArrayList<>();
        for (TableSpec spec : CryptoTables.ALL) {
            lake.findTable(spec).ifPresent(tables::add);
        }
        return tables;
    }

    /**
     * The existing tables, at least one.
     *
     * @throws UnknownTableException if no table exists
     */
    public List<LakehouseTable> requireTables() {
        List<LakehouseTable> tables = tables();
        if (tables.isEmpty()) {
            lake.existingTable(CryptoTables.ALL.get(0));
        }
        return tables;
    }

    /** The current states of the existing tables. */
    public List<TableState> states() {
        return tables().stream().map(LakehouseTable::state).toList();
    }

    /** The last day in Silver. */
    public Optional<LocalDate> lastDay() {
        return lake.findTable(SilverPrices.SPEC).stream()
                .flatMap(silver -> silver.partitionValues(SilverPrices.PARTITION_DATE).stream())
                .max(Comparator.naturalOrder());
    }
}
