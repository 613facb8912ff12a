/** Benchmarks: each prints ratios of what was done side by side in one run. */
@NullMarked
package io.lakehouse.crypto.bench;

import org.jspecify.annotations.NullMarked;
