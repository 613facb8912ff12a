package io.lakehouse.delta.spark;

import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Conditions over many columns. Spark goes through an expression recursively, and a chain of conditions is as deep as it
 * is long: a table of a thousand columns would overflow the stack.
 */
public final class Conditions {

    private Conditions() {}

    /** Whether one of them holds; false if there is none. */
    public static Column any(List<Column> conditions) {
        int size = conditions.size();
        return size == 0
                ? lit(false)
                : size == 1
                        ? conditions.get(0)
                        : any(conditions.subList(0, size / 2)).or(any(conditions.subList(size / 2, size)));
    }
}
