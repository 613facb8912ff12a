/** The contestants: the pipeline and the SDK, the reference recipe, plain Delta, Iceberg, Hudi and DuckDB. */
@NullMarked
package io.lakehouse.crypto.bench.rivals;

import org.jspecify.annotations.NullMarked;
