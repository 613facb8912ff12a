package io.lakehouse.delta;

import io.lakehouse.core.error.InvalidSettingException;
import io.lakehouse.core.error.LakehouseException;
import io.lakehouse.core.error.RegistrationConflictException;
import io.lakehouse.core.error.RegistrationFailedException;
import io.lakehouse.core.result.RegisterPlan;
import io.lakehouse.core.result.RegisterResult;
import io.lakehouse.core.session.HiveMetastore;
import io.lakehouse.core.session.MetastoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * Registers several tables as {@link Register} does one, within one timeout. If one of the names belongs to something
 * else, none is registered, and the error tells of all that do.
 *
 * <p>Immutable: each setting returns a new registration.
 */
public final class RegisterAll {

    private static final String VERB = "register";

    private final List<LakehouseTable> tables;
    private final boolean repairs;
    private final Optional<Duration> timeout;

    RegisterAll(List<LakehouseTable> tables) {
        this(List.copyOf(tables), false, Optional.empty());
    }

    private RegisterAll(List<LakehouseTable> tables, boolean repairs, Optional<Duration> timeout) {
        this.tables = tables;
        this.repairs = repairs;
        this.timeout = timeout;
    }

    /** Also lets names that belong to Delta tables elsewhere point to these; files are not touched. */
    public RegisterAll repairing() {
        return new RegisterAll(tables, true, timeout);
    }

    /**
     * How long the metastore may take for all tables. Default: {@code METASTORE_REGISTRATION_TIMEOUT} seconds, else 120.
     */
    public RegisterAll timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw RegistrationErrors.badTimeout(timeout);
        }
        return new RegisterAll(tables, repairs, Optional.of(timeout));
    }

    /**
     * What {@link #execute()} would do now, in the order of the tables. Changes nothing.
     *
     * @throws RegistrationFailedException if the metastore does not answer, or not in time
     * @throws MetastoreUnavailableException if the metastore cannot be reached, or lacks its schema
     * @throws InvalidSettingException if the session has no Hive metastore
     */
    public List<RegisterPlan> plan() {
        List<MetastoreEntry> entries = entries();
        return bounded(() -> plan(entries));
    }

    private List<RegisterPlan> plan(List<MetastoreEntry> entries) {
        return entries.stream().map(entry -> entry.plan(repairs)).toList();
    }

    /**
     * Registers the tables and verifies the registrations.
     *
     * @return what was done, in the order of the tables
     * @throws RegistrationConflictException if a name belongs to something else; nothing has changed then, unless the
     *     name was taken meanwhile, which the message says
     * @throws RegistrationFailedException if the metastore does not answer, not in time, or something else than it was
     *     told; some tables may be registered then, and doing it again is safe
     * @throws MetastoreUnavailableException if the metastore cannot be reached, or lacks its schema
     * @throws InvalidSettingException if the session has no Hive metastore
     */
    public List<RegisterResult> execute() {
        long start = System.nanoTime();
        List<MetastoreEntry> entries = entries();
        List<RegisterResult.Outcome> outcomes = bounded(() -> register(entries));
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        List<RegisterResult> results = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            LakehouseTable table = tables.get(i);
            table.report(VERB, outcomes.get(i).toString(), 0, 0, 0, elapsed);
            results.add(new RegisterResult(
                    table.name(), table.name().layer().id(), table.location(), outcomes.get(i), elapsed));
        }
        return List.copyOf(results);
    }

    private List<RegisterResult.Outcome> register(List<MetastoreEntry> entries) {
        List<RegisterPlan> refused = plan(entries).stream()
                .filter(plan -> plan.action() == RegisterPlan.Action.REFUSE)
                .toList();
        if (!refused.isEmpty()) {
            throw RegistrationErrors.refused(refused);
        }
        List<RegisterResult.Outcome> outcomes = new ArrayList<>();
        for (MetastoreEntry entry : entries) {
            if (Thread.currentThread().isInterrupted()) {
                // Nobody waits any more: what comes now would be done behind the caller's back.
                throw new IllegalStateException("Interrupted before " + entry.name() + " was registered");
            }
            outcomes.add(entry.register(repairs));
        }
        return outcomes;
    }

    /** What the metastore should say of the tables, from their logs: read before the clock starts. */
    private List<MetastoreEntry> entries() {
        return tables.stream()
                .map(table -> {
                    SparkSession spark = table.callers();
                    if (!"hive".equals(spark.conf().get("spark.sql.catalogImplementation"))) {
                        throw RegistrationErrors.noMetastore(table.name());
                    }
                    return new MetastoreEntry(
                            () -> spark.sharedState().externalCatalog().unwrapped(),
                            table.name(),
                            table.location(),
                            table.description().schema(),
                            table.spec().comment());
                })
                .toList();
    }

    /** Runs what needs the metastore in a thread that is left behind when the time is over. */
    private <T> T bounded(Supplier<T> call) {
        if (tables.isEmpty()) {
            return call.get();
        }
        SparkSession spark = tables.get(0).callers();
        Duration limit = timeout.orElseGet(() -> HiveMetastore.registrationTimeout(System.getenv()));
        return BoundedCall.run(
                limit,
                () -> {
                    SparkSession.setActiveSession(spark);
                    try {
                        Optional<HiveMetastore> metastore =
                                HiveMetastore.from(spark.sharedState().hadoopConf());
                        // Hive itself tries again and again for half a minute, and does not say what is wrong.
                        metastore.ifPresent(HiveMetastore::requireReady);
                        return call.get();
                    } catch (LakehouseException e) {
                        throw e;
                    } catch (Exception e) {
                        throw RegistrationErrors.failed(tables, e);
                    }
                },
                () -> RegistrationErrors.timedOut(tables, limit));
    }
}
