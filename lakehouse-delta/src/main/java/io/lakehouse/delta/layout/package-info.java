/** Compaction and clustering: decides which files are worth rewriting, and rewrites them. */
@NullMarked
package io.lakehouse.delta.layout;

import org.jspecify.annotations.NullMarked;
