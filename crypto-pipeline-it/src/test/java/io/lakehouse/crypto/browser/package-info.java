/** The HTML report as a browser shows it. */
@NullMarked
package io.lakehouse.crypto.browser;

import org.jspecify.annotations.NullMarked;
