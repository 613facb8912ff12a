/** Silver: typed, one row for a coin and an instant. */
@NullMarked
package io.lakehouse.crypto.silver;

import org.jspecify.annotations.NullMarked;
