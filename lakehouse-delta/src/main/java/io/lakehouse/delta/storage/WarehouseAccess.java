package io.lakehouse.delta.storage;

import io.lakehouse.core.error.UnreachableWarehouseException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** A first look at a warehouse, so that one that cannot be reached is told soon and by name. */
public final class WarehouseAccess {

    /** Hadoop's own patience, meant for jobs at work, is minutes for a host that does not answer. */
    private static final Map<String, String> IMPATIENT = Map.of(
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
     * Looks at the root folder, which need not be there yet. A local one is not looked at.
     *
     * @throws UnreachableWarehouseException if the storage does not answer, or not this user, or is of an unknown kind
     */
    public static void require(String warehouse, Configuration configuration) {
        Path root = new Path(warehouse);
        if ("file".equals(root.toUri().getScheme())) {
            return;
        }
        Configuration impatient = new Configuration(configuration);
        IMPATIENT.forEach(impatient::set);
        try (FileSystem storage = FileSystem.newInstance(root.toUri(), impatient)) {
            storage.getFileStatus(root);
        } catch (FileNotFoundException e) {
            // The first table makes it.
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
