/** What a benchmark found: rounds, tables, goals, and how they are printed and kept. */
@NullMarked
package io.lakehouse.crypto.bench.report;

import org.jspecify.annotations.NullMarked;
