/** The benchmarks. Each asks one question and defines the contestants whose answers are compared. */
@NullMarked
package io.lakehouse.crypto.bench.benchmarks;

import org.jspecify.annotations.NullMarked;
