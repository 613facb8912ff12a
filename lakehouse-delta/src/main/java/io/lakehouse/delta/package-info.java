/**
 * The verbs on Delta tables. Public types are the verbs, their results and their errors; whatever touches Delta's log
 * directly is package-private, most of it in {@code DeltaTransaction}.
 */
@NullMarked
package io.lakehouse.delta;

import org.jspecify.annotations.NullMarked;
