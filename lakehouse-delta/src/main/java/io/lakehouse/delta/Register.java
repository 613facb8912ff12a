package io.lakehouse.delta;

import io.lakehouse.core.error.InvalidSettingException;
import io.lakehouse.core.error.RegistrationConflictException;
import io.lakehouse.core.error.RegistrationFailedException;
import io.lakehouse.core.result.RegisterPlan;
import io.lakehouse.core.result.RegisterResult;
import io.lakehouse.core.session.MetastoreUnavailableException;
import io.lakehouse.delta.log.TableLog;
import java.time.Duration;
import java.util.List;

/**
 * Makes a table known by its name to the Hive metastore of the session, as an external table: whoever drops the name
 * drops no file. A table that was registered at another place is refused unless {@link #repairing()}. What was
 * registered is read back and compared before the verb returns.
 *
 * <p>Immutable: each setting returns a new verb. Several tables: {@link Lakehouse#register}.
 */
public final class Register {

    private final RegisterAll all;

    Register(TableLog table) {
        this(new RegisterAll(List.of(table)));
    }

    private Register(RegisterAll all) {
        this.all = all;
    }

    /** Also lets a name that belongs to a Delta table elsewhere point to this one; files are not touched. */
    public Register repairing() {
        return new Register(all.repairing());
    }

    /** How long the metastore may take. Default: {@code METASTORE_REGISTRATION_TIMEOUT} seconds, else 120. */
    public Register timeout(Duration timeout) {
        return new Register(all.timeout(timeout));
    }

    /**
     * What {@link #execute()} would do now. Changes nothing.
     *
     * @throws RegistrationFailedException if the metastore does not answer, or not in time
     * @throws MetastoreUnavailableException if the metastore cannot be reached, or lacks its schema
     * @throws InvalidSettingException if the session has no Hive metastore
     */
    public RegisterPlan plan() {
        return all.plan().get(0);
    }

    /**
     * Registers the table and verifies the registration.
     *
     * @throws RegistrationConflictException if the name belongs to something else; nothing has changed then
     * @throws RegistrationFailedException if the metastore does not answer, not in time, or something else than it was
     *     told
     * @throws MetastoreUnavailableException if the metastore cannot be reached, or lacks its schema
     * @throws InvalidSettingException if the session has no Hive metastore
     */
    public RegisterResult execute() {
        return all.execute().get(0);
    }
}
