/**
 * What a table is: its name, fields, key and layout, and plain Java values as its rows. Nothing here reads or writes a
 * table, and nothing knows a table format.
 */
@NullMarked
package io.lakehouse.core.table;

import org.jspecify.annotations.NullMarked;
