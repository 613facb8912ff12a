/** Runs a benchmark: contestants in JVMs of their own that take turns, what is measured of them, and the folder they work in. */
@NullMarked
package io.lakehouse.crypto.bench.harness;

import org.jspecify.annotations.NullMarked;
