package io.lakehouse.delta;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import scala.Option;

/** A table as Delta's own classes see it. */
public final class DeltaView {

    private DeltaView() {}

    private static DeltaLog log(LakehouseTable table) {
        return DeltaLog.forTable(table.log().verbSession(), new Path(table.location()));
    }

    public static Snapshot snapshot(LakehouseTable table) {
        return log(table).update(false, Option.empty(), Option.empty());
    }

    /** The data files of the newest version. */
    public static List<AddFile> files(LakehouseTable table) {
        return snapshot(table).allFiles().collectAsList();
    }

    public static void checkpoint(LakehouseTable table) {
        log(table).checkpoint(snapshot(table), Option.empty());
    }
}
