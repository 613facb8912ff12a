package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.ScalaLists;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InterpretedPredicate;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.files.TahoeBatchFileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation$;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.Option;
import scala.collection.Seq;
import scala.runtime.AbstractPartialFunction;

/**
 * A file index over a given list of data files. Delta's own index runs a Spark query over the list for each scan, which
 * takes longer than reading a small file.
 */
final class KnownFiles extends TahoeBatchFileIndex {

    private KnownFiles(SparkSession session, Snapshot snapshot, Seq<AddFile> files) {
        super(session, "batch", files, snapshot.deltaLog(), snapshot.deltaLog().dataPath(), snapshot, false);
    }

    static KnownFiles of(SparkSession session, Snapshot snapshot, List<DataFile> files) {
        return new KnownFiles(
                session,
                snapshot,
                ScalaLists.seq(files.stream().map(DataFile::action).toList()));
    }

    /** The partition values of a file. */
    InternalRow partitionOf(DataFile file) {
        return getPartitionValuesRow(file.action().partitionValues());
    }

    /** The rows of these files of a snapshot, as a query in the given session. */
    static Dataset<Row> read(SparkSession session, Snapshot snapshot, List<DataFile> files) {
        return ActiveSession.with(session, () -> {
            HadoopFsRelation relation = snapshot.deltaLog()
                    .buildHadoopFsRelationWithFileIndex(snapshot, of(session, snapshot, files), Option.empty(), true);
            return Dataset.ofRows(session, LogicalRelation$.MODULE$.apply(relation, false));
        });
    }

    /** The files in partitions that match all filters. Spark leaves partition pruning to the file index. */
    @Override
    public Seq<AddFile> matchingFiles(Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
        List<InterpretedPredicate> filters = ScalaLists.list(partitionFilters).stream()
                .map(filter -> InterpretedPredicate.apply(filter.transform(new ToPosition(partitionSchema()))))
                .toList();
        if (filters.isEmpty()) {
            return addFiles();
        }
        filters.forEach(filter -> filter.initialize(0));
        return ScalaLists.seq(ScalaLists.list(addFiles()).stream()
                .filter(file -> {
                    InternalRow values = getPartitionValuesRow(file.partitionValues());
                    return filters.stream().allMatch(filter -> filter.eval(values));
                })
                .toList());
    }

    /** Replaces partition columns by their position in a row of partition values. */
    private static final class ToPosition extends AbstractPartialFunction<Expression, Expression> {

        private final StructType partitionSchema;

        ToPosition(StructType partitionSchema) {
            this.partitionSchema = partitionSchema;
        }

        @Override
        public boolean isDefinedAt(Expression expression) {
            return expression instanceof AttributeReference;
        }

        @Override
        public Expression apply(Expression expression) {
            AttributeReference column = (AttributeReference) expression;
            return new BoundReference(partitionSchema.fieldIndex(column.name()), column.dataType(), true);
        }

        @Override
        @SuppressWarnings("unchecked") // apply returns only its own result type
        public <A extends Expression, B> B applyOrElse(A expression, Function1<A, B> otherwise) {
            return isDefinedAt(expression) ? (B) apply(expression) : otherwise.apply(expression);
        }
    }
}
