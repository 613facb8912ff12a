package io.lakehouse.delta.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The tags of a data file in the log that describe the layout of its rows. Readers and other engines ignore them. An
 * engine that rewrites the file drops them, so they never describe rows that are no longer there.
 *
 * @param order the fields by which the rows of the file are sorted, separated by commas
 * @param run the id shared by all files that were sorted together; empty if the file was sorted alone
 * @param level how many times the rows of this run were merged with other runs
 * @param rewrites how many times each byte of the run has been rewritten since ingestion, on average
 */
public record LayoutTag(String order, String run, int level, double rewrites) {

    private static final String ORDER = "lakehouse.order";
    private static final String RUN = "lakehouse.run";
    private static final String LEVEL = "lakehouse.level";
    private static final String REWRITES = "lakehouse.rewrites";

    /** The tag of newly ingested rows. */
    public static LayoutTag ingested(String order) {
        return new LayoutTag(order, "", 0, 0);
    }

    /** The tag of rows sorted together into files that do not overlap. */
    public LayoutTag inOneRun() {
        return order.isEmpty() ? this : new LayoutTag(order, UUID.randomUUID().toString(), level, rewrites);
    }

    /** Reads the tag from the tags of a file; empty if another engine wrote the file. */
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
