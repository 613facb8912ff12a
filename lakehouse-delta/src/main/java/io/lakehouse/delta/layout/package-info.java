/** Which files are worth rewriting, and rewriting them. */
@NullMarked
package io.lakehouse.delta.layout;

import org.jspecify.annotations.NullMarked;
