/** Plans, results and reports that verbs return. These are values only: nothing here reads or writes a table. */
@NullMarked
package io.lakehouse.core.result;

import org.jspecify.annotations.NullMarked;
