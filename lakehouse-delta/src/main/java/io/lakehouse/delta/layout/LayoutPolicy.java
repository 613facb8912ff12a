package io.lakehouse.delta.layout;

import io.lakehouse.delta.log.LayoutTag;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of the planner.
 *
 * @param order the fields to sort rows by, in the format of {@link LayoutTag#order}; empty for no order
 * @param fanIn number of sorted runs of a level that are merged into one
 * @param growing the partitions that several of the last commits wrote to
 * @param everything whether to rewrite all files
 */
record LayoutPolicy(
        String order, int fanIn, long targetFileBytes, Set<Map<String, String>> growing, boolean everything) {}
