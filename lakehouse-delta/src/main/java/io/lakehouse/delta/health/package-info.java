/** The health of a table, assessed from its log alone. */
@NullMarked
package io.lakehouse.delta.health;

import org.jspecify.annotations.NullMarked;
