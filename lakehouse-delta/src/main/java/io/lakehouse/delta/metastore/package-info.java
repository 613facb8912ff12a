/** The entry of a table in a Hive metastore: what it should say, what it says, and the time that asking may take. */
@NullMarked
package io.lakehouse.delta.metastore;

import org.jspecify.annotations.NullMarked;
