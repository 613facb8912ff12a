/**
 * Exceptions that callers can act on. Arguments that can never be valid cause an {@link IllegalArgumentException}
 * instead.
 */
@NullMarked
package io.lakehouse.core.error;

import org.jspecify.annotations.NullMarked;
