package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ScalaLists;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.Seq;

/** The operation that a table's history shows for a commit. */
public final class CommitOperation {

    private final DeltaOperations.Operation operation;

    private CommitOperation(DeltaOperations.Operation operation) {
        this.operation = operation;
    }

    DeltaOperations.Operation delta() {
        return operation;
    }

    /** Rows were inserted, updated or deleted by key. */
    public static CommitOperation merge() {
        return new CommitOperation(new DeltaOperations.Merge(
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                ScalaLists.seq(List.of()),
                ScalaLists.seq(List.of()),
                ScalaLists.seq(List.of())));
    }

    /** Rows were added to a table partitioned by these columns. */
    public static CommitOperation append(List<String> partitionColumns) {
        return write(SaveMode.Append, partitionColumns, Option.empty());
    }

    /** The rows matching a predicate were replaced. */
    public static CommitOperation replaceWhere(List<String> partitionColumns, String predicate) {
        return write(SaveMode.Overwrite, partitionColumns, Option.apply(predicate));
    }

    private static CommitOperation write(SaveMode mode, List<String> partitionColumns, Option<String> predicate) {
        Option<Seq<String>> partitionedBy =
                partitionColumns.isEmpty() ? Option.empty() : Option.apply(ScalaLists.seq(partitionColumns));
        return new CommitOperation(new DeltaOperations.Write(mode, partitionedBy, predicate, Option.empty()));
    }

    /** The rows matching a condition were deleted. */
    public static CommitOperation delete(Column condition) {
        return new CommitOperation(new DeltaOperations.Delete(ScalaLists.seq(List.of(condition.expr()))));
    }

    /** Rows were moved to other files, z-ordered by these columns. */
    public static CommitOperation optimize(List<String> zorderColumns) {
        return new CommitOperation(new DeltaOperations.Optimize(
                ScalaLists.seq(List.of()), ScalaLists.seq(zorderColumns), false, Option.empty(), false));
    }

    static CommitOperation setProperties(Map<String, String> properties) {
        return new CommitOperation(new DeltaOperations.SetTableProperties(ScalaLists.map(properties)));
    }

    static CommitOperation updateSchema(StructType before, StructType after) {
        return new CommitOperation(new DeltaOperations.UpdateSchema(before, after));
    }
}
