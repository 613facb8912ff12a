package io.lakehouse.delta.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the log notes beside a data file about how its rows are laid out. Readers and other engines ignore it; an engine
 * that rewrites the file drops it, so that it never tells of rows that are no longer there.
 *
 * @param order the fields that the rows of the file are sorted by, separated by commas
 * @param run what the file shares with the others it was sorted together with; empty if it was sorted alone
 * @param level how many times rows of this run were joined with others of their kind
 * @param rewrites how many times a byte of the run has been rewritten since it was ingested, on average
 */
public record LayoutTag(String order, String run, int level, double rewrites) {

    private static final String ORDER = "lakehouse.order";
    private static final String RUN = "lakehouse.run";
    private static final String LEVEL = "lakehouse.level";
    private static final String REWRITES = "lakehouse.rewrites";

    /** Of rows that have just come in. */
    public static LayoutTag ingested(String order) {
        return new LayoutTag(order, "", 0, 0);
    }

    /** Of rows that were spread over files none of which overlaps another. */
    public LayoutTag inOneRun() {
        return order.isEmpty() ? this : new LayoutTag(order, UUID.randomUUID().toString(), level, rewrites);
    }

    /** By the tags of a file; empty if another engine wrote it. */
    static Optional<LayoutTag> from(Map<String, String> tags) {
        if (!tags.containsKey(ORDER)) {
            return Optional.empty();
        }
        String order = tags.getOrDefault(ORDER, "");
        return tags.containsKey(RUN)
                ? Optional.of(new LayoutTag(
                        order,
                        tags.getOrDefault(RUN, ""),
                        Integer.parseInt(tags.getOrDefault(LEVEL, "0")),
                        Double.parseDouble(tags.getOrDefault(REWRITES, "0"))))
                : Optional.of(ingested(order));
    }

    Map<String, String> toMap() {
        Map<String, String> tags = new LinkedHashMap<>();
        if (!order.isEmpty() || !run.isEmpty()) {
            tags.put(ORDER, order);
        }
        if (!run.isEmpty()) {
            tags.put(RUN, run);
            tags.put(LEVEL, String.valueOf(level));
            tags.put(REWRITES, String.valueOf(rewrites));
        }
        return tags;
    }
}
