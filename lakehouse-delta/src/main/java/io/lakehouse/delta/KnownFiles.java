package io.lakehouse.delta;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.files.TahoeBatchFileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.Option;
import scala.collection.Seq;

/**
 * Data files to read that were chosen before. Delta's own index of such files runs a query over them for each scan, which
 * takes longer than to read a small file.
 */
final class KnownFiles extends TahoeBatchFileIndex {

    private KnownFiles(Snapshot snapshot, Seq<AddFile> files) {
        super(
                snapshot.deltaLog().spark(),
                "batch",
                files,
                snapshot.deltaLog(),
                snapshot.deltaLog().dataPath(),
                snapshot,
                false);
    }

    /** The rows of these files of a snapshot. */
    static Dataset<Row> read(Snapshot snapshot, List<AddFile> files) {
        Seq<AddFile> all = ScalaLists.seq(files);
        Dataset<Row> rows = snapshot.deltaLog().createDataFrame(snapshot, all, false, Option.empty());
        LogicalRelation logical = (LogicalRelation) rows.queryExecution().analyzed();
        HadoopFsRelation relation = (HadoopFsRelation) logical.relation();
        return Dataset.ofRows(
                rows.sparkSession(),
                logical.copy(
                        relation.copy(
                                new KnownFiles(snapshot, all),
                                relation.partitionSchema(),
                                relation.dataSchema(),
                                relation.bucketSpec(),
                                relation.fileFormat(),
                                relation.options(),
                                relation.sparkSession()),
                        logical.output(),
                        logical.catalogTable(),
                        logical.isStreaming()));
    }

    @Override
    public Seq<AddFile> matchingFiles(Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
        return ScalaLists.list(partitionFilters).stream().allMatch(Literal.TrueLiteral()::equals)
                ? addFiles()
                : super.matchingFiles(partitionFilters, dataFilters);
    }
}
