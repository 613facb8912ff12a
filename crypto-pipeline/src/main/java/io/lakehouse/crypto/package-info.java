/** The pipeline as a whole: its tables, its stages in order, and what a run reports. */
@NullMarked
package io.lakehouse.crypto;

import org.jspecify.annotations.NullMarked;
