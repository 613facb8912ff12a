package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.optimizer.SpecialDatetimeValues$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * Transformations of single rows, such as selections and filters, computed by the calling thread. They are written as
 * transformations of a dataset, so that a verb says only once what they mean, whether a query computes them or this does.
 * Safe for use by many threads.
 */
public final class RowPipeline {

    /** A step: a row to another one, or to none. The result is only valid until the next row. */
    private interface Step {
        @Nullable
        InternalRow apply(InternalRow row);
    }

    private final StructType schema;
    /** Steps have a row each to work on. */
    private final Pool<Step> steps;

    private final boolean isConstant;

    private RowPipeline(StructType schema, Pool<Step> steps, boolean isConstant) {
        this.schema = schema;
        this.steps = steps;
        this.isConstant = isConstant;
    }

    /** A dataset of no rows with these columns, all of them nullable, as the start of a pipeline. */
    public static Dataset<Row> input(SparkSession spark, StructType schema) {
        return Dataset.ofRows(
                spark,
                new LogicalRDD(
                        ScalaLists.seq(Attributes.of(schema.asNullable())),
                        spark.sparkContext().emptyRDD(ClassTag$.MODULE$.apply(InternalRow.class)),
                        new UnknownPartitioning(0),
                        ScalaLists.seq(List.of()),
                        false,
                        spark,
                        Option.empty(),
                        Option.empty()));
    }

    /** Compiles transformations of rows with these columns; empty if only a query can compute them. */
    static Optional<RowPipeline> of(SparkSession spark, StructType schema, Function<Dataset<Row>, Dataset<Row>> steps) {
        Dataset<Row> transformed = steps.apply(input(spark, schema));
        QueryExecution query = transformed.queryExecution();
        boolean isConstant = query.analyzed().deterministic()
                && !query.analyzed().containsPattern(TreePattern.CURRENT_LIKE())
                // Texts such as 'today' are dates of their own kind.
                && SpecialDatetimeValues$.MODULE$.apply(query.analyzed()).fastEquals(query.analyzed());
        return ActiveSession.with(spark, () -> {
            LogicalPlan plan = query.optimizedPlan();
            return isRowByRow(plan)
                    ? Optional.of(new RowPipeline(
                            transformed.schema(),
                            new Pool<>(() -> ActiveSession.with(spark, () -> compiled(plan))),
                            isConstant))
                    : Optional.<RowPipeline>empty();
        });
    }

    /** Whether a plan has no steps but selections and filters, and no queries inside of these. */
    private static boolean isRowByRow(LogicalPlan plan) {
        boolean isStep = plan instanceof Project || plan instanceof Filter;
        return plan instanceof LogicalRDD
                || (isStep
                        && !plan.containsPattern(TreePattern.PLAN_EXPRESSION())
                        && isRowByRow(plan.children().head()));
    }

    private static Step compiled(LogicalPlan plan) {
        if (plan instanceof LogicalRDD) {
            return row -> row;
        } else if (plan instanceof Project project) {
            Step before = compiled(project.child());
            List<Expression> columns = new ArrayList<>();
            ScalaLists.list(project.projectList()).forEach(column -> columns.add((Expression) column));
            UnsafeProjection projection = UnsafeProjection.create(
                    ScalaLists.<Expression>seq(columns), project.child().output());
            projection.initialize(0);
            return row -> {
                InternalRow input = before.apply(row);
                return input == null ? null : projection.apply(input);
            };
        } else if (plan instanceof Filter filter) {
            Step before = compiled(filter.child());
            BasePredicate predicate =
                    Predicate.create(filter.condition(), filter.child().output());
            predicate.initialize(0);
            return row -> {
                InternalRow input = before.apply(row);
                return input == null || !predicate.eval(input) ? null : input;
            };
        }
        throw new IllegalStateException("Cannot compute row by row: " + plan + ".");
    }

    /** The columns of the result. */
    public StructType schema() {
        return schema;
    }

    /** Whether the result depends on the row alone, and not on the time either. */
    boolean isConstant() {
        return isConstant;
    }

    /** Transforms rows. */
    public LocalRows apply(LocalRows input) {
        return apply(input.rows());
    }

    /** Transforms rows. */
    LocalRows apply(Iterable<? extends InternalRow> input) {
        return steps.with(step -> {
            List<UnsafeRow> output = new ArrayList<>();
            for (InternalRow row : input) {
                InternalRow result = step.apply(row);
                if (result != null) {
                    output.add(((UnsafeRow) result).copy());
                }
            }
            return LocalRows.of(schema, output);
        });
    }
}
