/** Storages that tables lie on: a log store for local disks, and what a session must bring to use one safely. */
@NullMarked
package io.lakehouse.delta.storage;

import org.jspecify.annotations.NullMarked;
