/** Which files no version inside the retention needs. */
@NullMarked
package io.lakehouse.delta.retention;

import org.jspecify.annotations.NullMarked;
