/** The pipeline and its launcher as their users run them. */
@NullMarked
package io.lakehouse.crypto.it;

import org.jspecify.annotations.NullMarked;
