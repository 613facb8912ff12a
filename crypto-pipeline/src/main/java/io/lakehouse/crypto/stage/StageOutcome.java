package io.lakehouse.crypto.stage;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stage did.
 *
 * @param rowsIn rows it read
 * @param rowsOut rows it wrote; 0 when nothing had to change
 * @param rowsUnchanged rows it read that were there already
 * @param rowsDuplicate rows it read that lost to another of the same key
 * @param rowsRefused rows it read and set aside
 * @param refusals how many of those broke a rule, by the rule's name; a row can break several
 * @param files data files it wrote, or for maintenance rewrote and deleted
 * @param bytes their size
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

    /** Nothing had to be done. */
    public static final StageOutcome NOTHING = of(0, 0, 0, 0);

    public StageOutcome {
        refusals = Collections.unmodifiableMap(new TreeMap<>(refusals));
    }

    /** The outcome of a stage that sets no rows aside. */
    public static StageOutcome of(long rowsIn, long rowsOut, long files, long bytes) {
        return new StageOutcome(rowsIn, rowsOut, 0, 0, 0, Map.of(), files, bytes);
    }
}
