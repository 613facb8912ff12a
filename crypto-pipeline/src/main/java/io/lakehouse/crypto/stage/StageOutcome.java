package io.lakehouse.crypto.stage;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The outcome of a stage.
 *
 * @param rowsIn number of rows it read
 * @param rowsOut number of rows it wrote; 0 if nothing had to change
 * @param rowsUnchanged number of rows it read that the table already held
 * @param rowsDuplicate number of rows it read and dropped for another row with the same key
 * @param rowsRefused number of rows it read and put into quarantine
 * @param refusals number of refused rows per broken rule, by the name of the rule; a row can break several
 * @param files number of data files it wrote, or for maintenance rewrote and deleted
 * @param bytes size of these data files
 */
public record StageOutcome(
        long rowsIn,
        long rowsOut,
        long rowsUnchanged,
        long rowsDuplicate,
        long rowsRefused,
        Map<String, Long> refusals,
        long files,
        long bytes) {

    /** The outcome of a stage that had nothing to do. */
    public static final StageOutcome NOTHING = of(0, 0, 0, 0);

    public StageOutcome {
        refusals = Collections.unmodifiableMap(new TreeMap<>(refusals));
    }

    /** The outcome of a stage that refuses no rows. */
    public static StageOutcome of(long rowsIn, long rowsOut, long files, long bytes) {
        return new StageOutcome(rowsIn, rowsOut, 0, 0, 0, Map.of(), files, bytes);
    }
}
