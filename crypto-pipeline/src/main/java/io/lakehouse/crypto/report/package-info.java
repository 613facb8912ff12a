/** The reports, which are written as files. */
@NullMarked
package io.lakehouse.crypto.report;

import org.jspecify.annotations.NullMarked;
