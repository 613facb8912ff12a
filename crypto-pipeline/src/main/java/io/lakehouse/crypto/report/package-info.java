/** What leaves the lakehouse as files. */
@NullMarked
package io.lakehouse.crypto.report;

import org.jspecify.annotations.NullMarked;
