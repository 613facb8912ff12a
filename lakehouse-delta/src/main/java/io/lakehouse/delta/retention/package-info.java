/** Retention and vacuum: finds and deletes the files that no version within the retention needs. */
@NullMarked
package io.lakehouse.delta.retention;

import org.jspecify.annotations.NullMarked;
