/** The results of a benchmark: rounds, tables and goals, and how they are printed and saved. */
@NullMarked
package io.lakehouse.crypto.bench.report;

import org.jspecify.annotations.NullMarked;
