/** Rows to be written: conformed to the spec, checked, compared with the table, put in order; and which files of the table can hold rows like them. */
@NullMarked
package io.lakehouse.delta.rows;

import org.jspecify.annotations.NullMarked;
