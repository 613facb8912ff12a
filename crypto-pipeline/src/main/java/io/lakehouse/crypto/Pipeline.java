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
 * Payloads to Bronze, Silver, Gold and the reports, then maintenance. Each stage takes up what the one before it
 * changed since it last ran, so a run costs what is new, a rerun changes nothing, and a run after a crash ends what the
 * crashed one began. Stages can run alone; each creates the tables it writes and needs those it reads.
 */
public final class Pipeline {

    /** The stage that adds no data. */
    public static final String MAINTAIN = "maintain";

    private static final String REGISTER = "register";

    private final Lakehouse lake;
    private final Stages stages;
    private final List<RegisterResult> registered = new ArrayList<>();

    public Pipeline(Lakehouse lake, Progress progress) {
        this.lake = lake;
        this.stages = new Stages(lake.spark(), progress);
    }

    /** Runs all stages in their order. */
    public void run(Intake intake, Path reportFolder, UnaryOperator<Maintenance> maintenance) {
        bronze(intake);
        silver();
        gold();
        report(reportFolder);
        maintain(maintenance);
    }

    /**
     * Brings payloads to Bronze, in one commit.
     *
     * @throws RefusedDataException if more records break a rule than may; nothing has changed then
     * @throws CurrencyMismatchException if the table holds another currency
     */
    public void bronze(Intake intake) {
        stages.run("bronze", new BronzeStage(lake, intake)::run);
    }

    /**
     * Brings what changed in Bronze to Silver and the quarantine.
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

    /** Optimises and vacuums the tables that are there. */
    public void maintain(UnaryOperator<Maintenance> settings) {
        stages.run(MAINTAIN, new MaintainStage(lake, tables(), settings)::run);
    }

    /**
     * Registers the tables that are there in the Hive metastore of the session, and verifies it.
     *
     * @throws RegistrationConflictException if a name belongs to something else; none is registered then
     * @throws RegistrationFailedException if the metastore does not answer, not in time, or something else
     * @throws MetastoreUnavailableException if the metastore cannot be reached, or lacks its schema
     */
    public void register(UnaryOperator<RegisterAll> settings) {
        stages.run(REGISTER, () -> {
            registered.addAll(settings.apply(lake.register(tables())).execute());
            return StageOutcome.NOTHING;
        });
    }

    /** What the registration did, table by table; empty if there was none. */
    public List<RegisterResult> registered() {
        return List.copyOf(registered);
    }

    /** What {@link #run} would do. Changes nothing, so later stages cannot tell yet what Bronze will bring them. */
    public List<StagePlan> plan(Intake intake, UnaryOperator<Maintenance> maintenance) {
        List<StagePlan> plans = new ArrayList<>(planBronze(intake));
        Stream.of(planSilver(), planGold())
                .flatMap(List::stream)
                .map(plan -> plan.saying("what the stage before brings, and now: " + plan.what()))
                .forEach(plans::add);
        plans.addAll(planMaintain(maintenance));
        return plans;
    }

    /** What {@link #bronze} would do. Changes nothing. */
    public List<StagePlan> planBronze(Intake intake) {
        return new BronzeStage(lake, intake).plan();
    }

    /** What {@link #silver} would do with what Bronze holds now. Changes nothing. */
    public List<StagePlan> planSilver() {
        return new SilverStage(lake).plan();
    }

    /** What {@link #gold} would do with what Silver holds now. Changes nothing. */
    public List<StagePlan> planGold() {
        return new GoldStage(lake).plan();
    }

    /** What {@link #maintain} would do now. Changes nothing. */
    public List<StagePlan> planMaintain(UnaryOperator<Maintenance> settings) {
        return new MaintainStage(lake, tables(), settings).plan();
    }

    /** What the stages that ran did, in their order. */
    public List<StageReport> reports() {
        return stages.reports();
    }

    /** The tables that are there, in the order in which data flows through them. */
    public List<LakehouseTable> tables() {
        List<LakehouseTable> tables = new ArrayList<>();
        for (TableSpec spec : CryptoTables.ALL) {
            lake.findTable(spec).ifPresent(tables::add);
        }
        return tables;
    }

    /**
     * The tables that are there, of which there must be one.
     *
     * @throws UnknownTableException if there is none
     */
    public List<LakehouseTable> requireTables() {
        List<LakehouseTable> tables = tables();
        if (tables.isEmpty()) {
            lake.existingTable(CryptoTables.ALL.get(0));
        }
        return tables;
    }

    /** What the tables hold. */
    public List<TableState> states() {
        return tables().stream().map(LakehouseTable::state).toList();
    }

    /** The last day that Silver has. */
    public Optional<LocalDate> lastDay() {
        return lake.findTable(SilverPrices.SPEC).stream()
                .flatMap(silver -> silver.partitionValues(SilverPrices.PARTITION_DATE).stream())
                .max(Comparator.naturalOrder());
    }
}
