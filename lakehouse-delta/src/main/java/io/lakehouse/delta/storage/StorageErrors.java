package io.lakehouse.delta.storage;

import io.lakehouse.core.error.InvalidSettingException;
import io.lakehouse.core.error.UnreachableWarehouseException;
import io.lakehouse.core.error.UnsafeStorageException;
import io.lakehouse.delta.spark.SparkMessages;
import java.nio.file.Path;

/**
 * Errors about storage systems and the sessions that access them. Each message states the problem with the values
 * involved, the reason and the remedy.
 */
final class StorageErrors {

    private StorageErrors() {}

    static InvalidSettingException noDeltaExtension() {
        return new InvalidSettingException("Cannot use this Spark session: " + StorageSettings.EXTENSIONS
                + " lacks " + StorageSettings.DELTA_EXTENSION
                + ", which Delta's commands need. Add it to that setting, which separates extensions by"
                + " commas; Lakehouse.open(...) sets it if it is unset.");
    }

    static InvalidSettingException retentionCheckOff() {
        return new InvalidSettingException("Cannot open this session with " + StorageSettings.RETENTION_CHECK
                + "=false: any VACUUM in it could delete files that running jobs still read. Leave it on; to keep"
                + " removed files for a shorter time, lower the spec's retention.");
    }

    static InvalidSettingException noLogStore(String warehouse, String scheme) {
        String key = "spark.delta.logStore." + scheme + ".impl";
        return new InvalidSettingException("Cannot use the warehouse " + warehouse + " in this Spark session: "
                + key
                + " is not set, and with Delta's default two drivers that commit at the same time can lose a"
                + " commit without an error. Set it to io.delta.storage.S3DynamoDBLogStore, or to"
                + " io.delta.storage.S3SingleDriverLogStore if no other driver ever writes there.");
    }

    static UnsafeStorageException unsafeStorage(Path folder, String type, String flaw) {
        return new UnsafeStorageException("Cannot commit to " + folder + ": its file system (" + type + ") " + flaw
                + ", so two processes could lose a commit or see half of one. Put the warehouse on another disk;"
                + " if only one process ever writes there, set "
                + StorageSettings.LOCAL_LOG_STORE
                + "=io.delta.storage.LocalLogStore.");
    }

    static UnreachableWarehouseException unreachable(String warehouse, Exception cause) {
        return new UnreachableWarehouseException(
                "Cannot reach the warehouse " + warehouse + ": " + SparkMessages.firstLine(cause)
                        + ". Check its address, and that the storage is up and grants this user access.",
                cause);
    }

    static UnreachableWarehouseException unknownStorage(String warehouse, Throwable cause) {
        return new UnreachableWarehouseException(
                "Cannot reach the warehouse " + warehouse + ": " + SparkMessages.firstLine(cause)
                        + ". Correct its scheme, or add the library of that storage to the class path (for s3a"
                        + " org.apache.hadoop:hadoop-aws in Hadoop's version).",
                cause);
    }
}
