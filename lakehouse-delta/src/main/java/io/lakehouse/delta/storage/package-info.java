/**
 * The storage of tables: a log store for local disks, and the session settings required to use a storage system safely.
 */
@NullMarked
package io.lakehouse.delta.storage;

import org.jspecify.annotations.NullMarked;
