/**
 * Market data: payloads of {@code /coins/markets}, fetched, recorded or simulated, and the decoding of their records
 * into rows.
 */
@NullMarked
package io.lakehouse.crypto.market;

import org.jspecify.annotations.NullMarked;
