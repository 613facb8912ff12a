/** Incremental flows between tables: the position of a follower in its source and the changes it has not seen yet. */
@NullMarked
package io.lakehouse.delta.flow;

import org.jspecify.annotations.NullMarked;
