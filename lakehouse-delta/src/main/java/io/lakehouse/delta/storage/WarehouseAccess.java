package io.lakehouse.delta.storage;

import io.lakehouse.core.error.UnreachableWarehouseException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Checks access to a warehouse up front, so that an unreachable one is reported quickly and by name. */
public final class WarehouseAccess {

    /**
     * Shorter timeouts than Hadoop's defaults, which are meant for running jobs and wait minutes for a host that does
     * not respond.
     */
    private static final Map<String, String> SHORT_TIMEOUTS = Map.of(
            "ipc.client.connect.timeout", "5000",
            "ipc.client.connect.max.retries", "3",
            "ipc.client.connect.max.retries.on.timeouts", "2",
            "dfs.client.failover.max.attempts", "2",
            "dfs.client.failover.sleep.max.millis", "1000",
            "fs.s3a.connection.establish.timeout", "5000",
            "fs.s3a.attempts.maximum", "3",
            "fs.s3a.retry.limit", "3");

    private WarehouseAccess() {}

    /**
     * Checks the root folder, which does not have to exist yet. A local folder is not checked.
     *
     * @throws UnreachableWarehouseException if the storage does not respond, denies access to this user, or has an
     *     unknown scheme
     */
    public static void require(String warehouse, Configuration configuration) {
        Path root = new Path(warehouse);
        if ("file".equals(root.toUri().getScheme())) {
            return;
        }
        Configuration limited = new Configuration(configuration);
        SHORT_TIMEOUTS.forEach(limited::set);
        try (FileSystem storage = FileSystem.newInstance(root.toUri(), limited)) {
            storage.getFileStatus(root);
        } catch (FileNotFoundException e) {
            // The first table creates it.
            return;
        } catch (UnsupportedFileSystemException | LinkageError e) {
            throw StorageErrors.unknownStorage(warehouse, e);
        } catch (IOException | RuntimeException e) {
            throw e.getCause() instanceof ClassNotFoundException
                    ? StorageErrors.unknownStorage(warehouse, e)
                    : StorageErrors.unreachable(warehouse, e);
        }
    }
}
