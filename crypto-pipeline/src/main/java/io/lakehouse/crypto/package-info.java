/** The pipeline as a whole: its tables, its stages in order, and the report of a run. */
@NullMarked
package io.lakehouse.crypto;

import org.jspecify.annotations.NullMarked;
