/** Bronze: every record as received, typed where it fits, replaced per batch. */
@NullMarked
package io.lakehouse.crypto.bronze;

import org.jspecify.annotations.NullMarked;
