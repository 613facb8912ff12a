/** Gold: the tables for readers, one class per table. */
@NullMarked
package io.lakehouse.crypto.gold;

import org.jspecify.annotations.NullMarked;
