/**
 * The definition of a table: its name, fields, key and layout, and its rows as plain Java values. Nothing here reads or
 * writes a table or depends on a table format.
 */
@NullMarked
package io.lakehouse.core.table;

import org.jspecify.annotations.NullMarked;
