/** What a table that follows another has not seen yet. */
@NullMarked
package io.lakehouse.delta.flow;

import org.jspecify.annotations.NullMarked;
