/** What a stage of a run is and reports. No table is named here. */
@NullMarked
package io.lakehouse.crypto.stage;

import org.jspecify.annotations.NullMarked;
