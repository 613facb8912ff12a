/** Benchmarks. Each one compares alternatives side by side in a single run and prints their ratios. */
@NullMarked
package io.lakehouse.crypto.bench;

import org.jspecify.annotations.NullMarked;
