package io.lakehouse.delta.flow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The transformation of each flow that this process has run. It reveals two flows that share a position although they
 * compute different rows.
 */
public final class FlowTransformations {

    private final Map<String, UnaryOperator<Dataset<Row>>> byFlow = new ConcurrentHashMap<>();

    /**
     * Whether this process has run the flow with a transformation that computes different rows.
     *
     * @param none an empty dataset with the columns of the source; both transformations are applied to it if they are
     *     not the same code
     */
    public boolean isOther(String flow, UnaryOperator<Dataset<Row>> transformation, Supplier<Dataset<Row>> none) {
        UnaryOperator<Dataset<Row>> known = byFlow.getOrDefault(flow, transformation);
        if (known.getClass() == transformation.getClass()) {
            return false;
        }
        Dataset<Row> rows = none.get();
        return !known.apply(rows).sameSemantics(transformation.apply(rows));
    }

    /** Remembers the transformation that a flow was run with. */
    public void ran(String flow, UnaryOperator<Dataset<Row>> transformation) {
        byFlow.put(flow, transformation);
    }
}
