/** Gold: what readers ask for, a class a table. */
@NullMarked
package io.lakehouse.crypto.gold;

import org.jspecify.annotations.NullMarked;
