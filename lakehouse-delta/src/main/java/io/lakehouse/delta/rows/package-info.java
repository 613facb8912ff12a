/**
 * Writing rows: conforms them to the spec, checks them, compares them with the table and arranges them in files. Also
 * finds the files of the table that can contain matching rows.
 */
@NullMarked
package io.lakehouse.delta.rows;

import org.jspecify.annotations.NullMarked;
