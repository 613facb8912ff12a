/** The verbs that match rows by key: they compare a source with the rows of the same keys, and write what differs. */
@NullMarked
package io.lakehouse.delta.merge;

import org.jspecify.annotations.NullMarked;
