/** Silver: typed, one row per coin and instant. */
@NullMarked
package io.lakehouse.crypto.silver;

import org.jspecify.annotations.NullMarked;
