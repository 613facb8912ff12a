/** Where markets come from: payloads of {@code /coins/markets}, fetched, recorded or simulated, and how a record becomes a row. */
@NullMarked
package io.lakehouse.crypto.market;

import org.jspecify.annotations.NullMarked;
