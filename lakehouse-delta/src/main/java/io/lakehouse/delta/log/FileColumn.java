package io.lakehouse.delta.log;

import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.XxHash64Function;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The column that identifies the file of a row. It contains a hash of the file name, since Spark can aggregate numbers
 * without sorting. If two files share a hash, a match in one counts for both and a file is rewritten unnecessarily.
 */
public final class FileColumn {

    public static final String NAME = "__lakehouse_file";

    private static final long HASH_SEED = 42;

    private FileColumn() {}

    static Dataset<Row> addTo(Dataset<Row> rows) {
        return rows.withColumn(NAME, xxhash64(rows.metadataColumn("_metadata").getField("file_path")));
    }

    /** The candidates whose hash is among the given hashes. */
    static List<DataFile> named(DeltaLog log, List<DataFile> candidates, Set<Long> hashes) {
        Set<Long> unknown = new HashSet<>(hashes);
        List<DataFile> named = new ArrayList<>();
        for (DataFile file : candidates) {
            long hash = hash(file.action().absolutePath(log).toUri().toString());
            if (hashes.contains(hash)) {
                named.add(file);
                unknown.remove(hash);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("Cannot find the files of all rows in the snapshot; these hashes of their"
                    + " names are unknown: " + unknown + ".");
        }
        return named;
    }

    /** The same hash as Spark's function computes. */
    private static long hash(String name) {
        return XxHash64Function.hash(UTF8String.fromString(name), DataTypes.StringType, HASH_SEED);
    }
}
