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
 * Registers a table by name in the Hive metastore of the session, as an external table: dropping the name deletes no
 * files. A name that is registered for another location is rejected unless {@link #repairing()}. The entry is read back
 * and compared before the verb returns.
 *
 * <p>Immutable: each setting returns a new instance. For several tables use {@link Lakehouse#register}.
 */
public final class Register {

    private final RegisterAll all;

    Register(TableLog table) {
        this(new RegisterAll(List.of(table)));
    }

    private Register(RegisterAll all) {
        this.all = all;
    }

    /** Also redirects a name that belongs to a Delta table at another location to this table; no files are touched. */
    public Register repairing() {
        return new Register(all.repairing());
    }

    /** Sets how long the metastore may take. Default: {@code METASTORE_REGISTRATION_TIMEOUT} seconds, else 120. */
    public Register timeout(Duration timeout) {
        return new Register(all.timeout(timeout));
    }

    /**
     * What {@link #execute()} would do now. Changes nothing.
     *
     * @throws RegistrationFailedException if the metastore fails or does not answer in time
     * @throws MetastoreUnavailableException if the metastore cannot be reached, or lacks its schema
     * @throws InvalidSettingException if the session has no Hive metastore
     */
    public RegisterPlan plan() {
        return all.plan().get(0);
    }

    /**
     * Registers the table and verifies the registration.
     *
     * @throws RegistrationConflictException if the name belongs to something else; nothing is changed then
     * @throws RegistrationFailedException if the metastore fails, does not answer in time, or returns an entry that
     *     differs from the one written
     * @throws MetastoreUnavailableException if the metastore cannot be reached, or lacks its schema
     * @throws InvalidSettingException if the session has no Hive metastore
     */
    public RegisterResult execute() {
        return all.execute().get(0);
    }
}
