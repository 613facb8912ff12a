package io.lakehouse.delta.flow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What makes the rows of a flow, as far as this process has run it: two flows that share a position can differ in it. */
public final class FlowTransformations {

    private final Map<String, UnaryOperator<Dataset<Row>>> byFlow = new ConcurrentHashMap<>();

    /**
     * Whether a flow was run before by a transformation that makes other rows.
     *
     * @param none no rows of the source, to see what each makes of them if they are not the same code
     */
    public boolean isOther(String flow, UnaryOperator<Dataset<Row>> transformation, Supplier<Dataset<Row>> none) {
        UnaryOperator<Dataset<Row>> known = byFlow.getOrDefault(flow, transformation);
        if (known.getClass() == transformation.getClass()) {
            return false;
        }
        Dataset<Row> rows = none.get();
        return !known.apply(rows).sameSemantics(transformation.apply(rows));
    }

    /** Notes that a flow has been run. */
    public void ran(String flow, UnaryOperator<Dataset<Row>> transformation) {
        byFlow.put(flow, transformation);
    }
}
