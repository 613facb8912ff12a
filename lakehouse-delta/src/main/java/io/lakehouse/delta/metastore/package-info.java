/**
 * Hive metastore entries of tables: their expected content, their actual content, and a time limit for metastore calls.
 */
@NullMarked
package io.lakehouse.delta.metastore;

import org.jspecify.annotations.NullMarked;
