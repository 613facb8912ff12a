/** What shape a table is in, from its log alone. */
@NullMarked
package io.lakehouse.delta.health;

import org.jspecify.annotations.NullMarked;
