/**
 * The benchmark harness: contestants that take turns in their own JVMs, the measurements of their rounds, and the
 * folder they work in.
 */
@NullMarked
package io.lakehouse.crypto.bench.harness;

import org.jspecify.annotations.NullMarked;
