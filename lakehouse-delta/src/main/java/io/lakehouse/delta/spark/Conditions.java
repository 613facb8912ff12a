package io.lakehouse.delta.spark;

import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Conditions over many columns. Spark traverses expressions recursively, and a chain of conditions is as deep as it is
 * long: with a thousand columns, it would overflow the stack.
 */
public final class Conditions {

    private Conditions() {}

    /** Whether at least one of the conditions holds; false if there are none. */
    public static Column any(List<Column> conditions) {
        int size = conditions.size();
        return size == 0
                ? lit(false)
                : size == 1
                        ? conditions.get(0)
                        : any(conditions.subList(0, size / 2)).or(any(conditions.subList(size / 2, size)));
    }
}
