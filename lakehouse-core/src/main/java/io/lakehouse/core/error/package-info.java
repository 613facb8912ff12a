/** Failures that callers can act on; what is always wrong is an {@link IllegalArgumentException} instead. */
@NullMarked
package io.lakehouse.core.error;

import org.jspecify.annotations.NullMarked;
