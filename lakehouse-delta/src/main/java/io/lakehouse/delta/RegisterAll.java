package io.lakehouse.delta;

import io.lakehouse.core.error.InvalidSettingException;
import io.lakehouse.core.error.RegistrationConflictException;
import io.lakehouse.core.error.RegistrationFailedException;
import io.lakehouse.core.result.RegisterPlan;
import io.lakehouse.core.result.RegisterResult;
import io.lakehouse.core.session.MetastoreUnavailableException;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.metastore.Registration;
import io.lakehouse.delta.metastore.RegistrationErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Registers several tables as {@link Register} does one, within one timeout. If one of the names belongs to something
 * else, no table is registered, and the error lists all such names.
 *
 * <p>Immutable: each setting returns a new instance.
 */
public final class RegisterAll {

    private static final String VERB = "register";

    private final List<TableLog> tables;
    private final boolean repairs;
    private final Optional<Duration> timeout;

    RegisterAll(List<TableLog> tables) {
        this(List.copyOf(tables), false, Optional.empty());
    }

    private RegisterAll(List<TableLog> tables, boolean repairs, Optional<Duration> timeout) {
        this.tables = tables;
        this.repairs = repairs;
        this.timeout = timeout;
    }

    /** Also redirects names that belong to Delta tables at other locations to these tables; no files are touched. */
    public RegisterAll repairing() {
        return new RegisterAll(tables, true, timeout);
    }

    /**
     * Sets how long the metastore may take for all tables. Default: {@code METASTORE_REGISTRATION_TIMEOUT} seconds,
     * else 120.
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
     * @throws RegistrationFailedException if the metastore fails or does not answer in time
     * @throws MetastoreUnavailableException if the metastore cannot be reached, or lacks its schema
     * @throws InvalidSettingException if the session has no Hive metastore
     */
    public List<RegisterPlan> plan() {
        return registration().plan();
    }

    private Registration registration() {
        return new Registration(tables, repairs, timeout);
    }

    /**
     * Registers the tables and verifies their entries.
     *
     * @return the results, in the order of the tables
     * @throws RegistrationConflictException if a name belongs to something else; nothing is changed then, unless the
     *     name was taken in the meantime, which the message says
     * @throws RegistrationFailedException if the metastore fails, does not answer in time, or returns an entry that
     *     differs from the one written; some tables may be registered then, and it is safe to run it again
     * @throws MetastoreUnavailableException if the metastore cannot be reached, or lacks its schema
     * @throws InvalidSettingException if the session has no Hive metastore
     */
    public List<RegisterResult> execute() {
        long start = System.nanoTime();
        List<RegisterResult.Outcome> outcomes = registration().register();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        List<RegisterResult> results = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            TableLog table = tables.get(i);
            table.report(VERB, outcomes.get(i).toString(), 0, 0, 0, elapsed);
            results.add(new RegisterResult(
                    table.name(), table.name().schema(), table.location(), outcomes.get(i), elapsed));
        }
        return List.copyOf(results);
    }
}
