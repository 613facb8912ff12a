/** The stages of a run and their reports. No table is named here. */
@NullMarked
package io.lakehouse.crypto.stage;

import org.jspecify.annotations.NullMarked;
