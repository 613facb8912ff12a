/**
 * The verbs on Delta tables, and the settings of a session and the properties of a table for them. The engine behind
 * the verbs is in the packages below; their results and errors are in {@code io.lakehouse.core}.
 */
@NullMarked
package io.lakehouse.delta;

import org.jspecify.annotations.NullMarked;
