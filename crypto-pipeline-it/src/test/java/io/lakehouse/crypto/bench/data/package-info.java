/** The data that contestants work on. It is the same on every machine. */
@NullMarked
package io.lakehouse.crypto.bench.data;

import org.jspecify.annotations.NullMarked;
