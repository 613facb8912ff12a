package io.lakehouse.delta.metastore;

import io.lakehouse.core.error.LakehouseException;
import io.lakehouse.core.result.RegisterPlan;
import io.lakehouse.core.result.RegisterResult.Outcome;
import io.lakehouse.core.session.HiveMetastore;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.SessionCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Registers several tables in the metastore of their session, within a single time limit. */
public final class Registration {

    private final List<TableLog> tables;
    private final boolean repairs;
    private final Optional<Duration> timeout;

    /**
     * Creates the registration of these tables.
     *
     * @param repairs whether entries that point to Delta tables elsewhere may be pointed to these tables
     * @param timeout how long the metastore may take in total; empty for the value from the environment
     */
    public Registration(List<TableLog> tables, boolean repairs, Optional<Duration> timeout) {
        this.tables = tables;
        this.repairs = repairs;
        this.timeout = timeout;
    }

    /** The planned actions, in the order of the tables. */
    public List<RegisterPlan> plan() {
        List<MetastoreEntry> entries = entries();
        return bounded(() -> plan(entries));
    }

    private List<RegisterPlan> plan(List<MetastoreEntry> entries) {
        return entries.stream().map(entry -> entry.plan(repairs)).toList();
    }

    /** Registers the tables. If one of the names belongs to something else, none of them is registered. */
    public List<Outcome> register() {
        List<MetastoreEntry> entries = entries();
        return bounded(() -> register(entries));
    }

    private List<Outcome> register(List<MetastoreEntry> entries) {
        List<RegisterPlan> refused = plan(entries).stream()
                .filter(plan -> plan.action() == RegisterPlan.Action.REFUSE)
                .toList();
        if (!refused.isEmpty()) {
            throw RegistrationErrors.refused(refused);
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (MetastoreEntry entry : entries) {
            if (Thread.currentThread().isInterrupted()) {
                // The caller has stopped waiting. Anything done from here on would happen behind its back.
                throw new IllegalStateException("Interrupted before " + entry.name() + " was registered");
            }
            outcomes.add(entry.register(repairs));
        }
        return outcomes;
    }

    /** The expected entries, read from the logs of the tables before the time limit starts. */
    private List<MetastoreEntry> entries() {
        return tables.stream()
                .map(table -> {
                    SparkSession session = table.callerSession();
                    if (!"hive".equals(session.conf().get("spark.sql.catalogImplementation"))) {
                        throw RegistrationErrors.noMetastore(table.name());
                    }
                    return new MetastoreEntry(
                            SessionCatalog.of(session),
                            table.name(),
                            table.location(),
                            table.inSession(
                                    "describe",
                                    "read the log",
                                    () -> table.snapshot().schema()),
                            table.spec().comment());
                })
                .toList();
    }

    /** Runs a metastore call in a thread that is abandoned when the time is up. */
    private <T> T bounded(Supplier<T> call) {
        if (tables.isEmpty()) {
            return call.get();
        }
        SparkSession session = tables.get(0).callerSession();
        Duration limit = timeout.orElseGet(() -> HiveMetastore.registrationTimeout(System.getenv()));
        return BoundedCall.run(
                limit,
                () -> ActiveSession.with(session, () -> {
                    try {
                        Optional<HiveMetastore> metastore = HiveMetastore.from(SessionCatalog.hadoopConf(session));
                        // Hive keeps retrying for half a minute and does not report the cause.
                        metastore.ifPresent(HiveMetastore::requireReady);
                        return call.get();
                    } catch (LakehouseException e) {
                        throw e;
                    } catch (Exception e) {
                        throw RegistrationErrors.failed(tables, e);
                    }
                }),
                () -> RegistrationErrors.timedOut(tables, limit));
    }
}
