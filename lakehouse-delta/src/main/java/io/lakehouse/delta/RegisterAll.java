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
 * else, none is registered, and the error tells of all that do.
 *
 * <p>Immutable: each setting returns a new registration.
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
        return registration().plan();
    }

    private Registration registration() {
        return new Registration(tables, repairs, timeout);
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
        List<RegisterResult.Outcome> outcomes = registration().register();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        List<RegisterResult> results = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            TableLog table = tables.get(i);
            table.report(VERB, outcomes.get(i).toString(), 0, 0, 0, elapsed);
            results.add(new RegisterResult(
                    table.name(), table.name().layer().id(), table.location(), outcomes.get(i), elapsed));
        }
        return List.copyOf(results);
    }
}
