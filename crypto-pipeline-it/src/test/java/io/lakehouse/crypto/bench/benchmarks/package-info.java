/** The benchmarks: one question each, and whose answers are compared. */
@NullMarked
package io.lakehouse.crypto.bench.benchmarks;

import org.jspecify.annotations.NullMarked;
