package io.lakehouse.delta;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which code makes the rows of a flow, as far as this process has run it: two flows that share a position can be told
 * apart by that, whatever their verbs.
 */
final class FlowTransformations {

    private final Map<String, Class<?>> byFlow = new ConcurrentHashMap<>();

    /** Whether a flow was run before by other code. */
    boolean isOther(String flow, UnaryOperator<Dataset<Row>> transformation) {
        return byFlow.getOrDefault(flow, transformation.getClass()) != transformation.getClass();
    }

    /** Notes that a flow has been run. */
    void ran(String flow, UnaryOperator<Dataset<Row>> transformation) {
        byFlow.put(flow, transformation.getClass());
    }
}
