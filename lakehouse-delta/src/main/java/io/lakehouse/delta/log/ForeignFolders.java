package io.lakehouse.delta.log;

import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.spark.ScalaLists;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaTableUtils;
import scala.Option;

/** Says what a folder holds that is not a Delta table. */
public final class ForeignFolders {

    private ForeignFolders() {}

    /** The error for a table that does not exist, with what is there instead. */
    public static UnknownTableException notDelta(TableSnapshot snapshot, TableName name, TableLocation location) {
        return LogErrors.notDelta(name, location.uri(), what(snapshot));
    }

    private static String what(TableSnapshot snapshot) {
        Path folder = snapshot.folder();
        try {
            FileSystem storage = folder.getFileSystem(snapshot.hadoopConf());
            Option<Path> root =
                    DeltaTableUtils.findDeltaTableRoot(SparkSession.active(), folder, ScalaLists.map(Map.of()));
            if (root.isDefined()) {
                return "the folder is inside the Delta table " + root.get() + ": adopt that one";
            }
            List<String> names = new ArrayList<>();
            for (FileStatus child : storage.listStatus(folder)) {
                names.add(child.getPath().getName());
            }
            if (names.contains(".hoodie")) {
                return "the folder is a Hudi table";
            } else if (names.contains("metadata") && isIceberg(storage, new Path(folder, "metadata"))) {
                return "the folder is an Iceberg table";
            } else if (hasParquet(storage, folder, names)) {
                return "the folder has Parquet files without a Delta log: CONVERT TO DELTA parquet.`" + folder
                        + "` makes it a Delta table";
            }
            return names.isEmpty() ? "the folder is empty" : "the folder has no _delta_log";
        } catch (FileNotFoundException e) {
            return "there is no such folder";
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to list " + folder + ": " + e + ".", e);
        }
    }

    private static boolean isIceberg(FileSystem storage, Path metadata) throws IOException {
        for (FileStatus child : storage.listStatus(metadata)) {
            if (child.getPath().getName().endsWith(".metadata.json")) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasParquet(FileSystem storage, Path folder, List<String> names) throws IOException {
        if (names.stream().anyMatch(name -> name.endsWith(".parquet"))) {
            return true;
        }
        for (String name : names) {
            // A partition folder of Hive.
            if (name.contains("=")
                    && storage.getFileStatus(new Path(folder, name)).isDirectory()) {
                return true;
            }
        }
        return false;
    }
}
