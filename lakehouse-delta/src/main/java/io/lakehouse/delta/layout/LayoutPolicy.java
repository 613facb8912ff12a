package io.lakehouse.delta.layout;

import io.lakehouse.delta.log.LayoutTag;
import java.util.Map;
import java.util.Set;

/**
 * What the planner goes by.
 *
 * @param order the fields that rows are to be sorted by, as in {@link LayoutTag#order}; empty if by none
 * @param fanIn how many runs of a level are joined
 * @param growing the partitions that several of the last commits wrote to
 * @param everything whether to rewrite all
 */
record LayoutPolicy(
        String order, int fanIn, long targetFileBytes, Set<Map<String, String>> growing, boolean everything) {}
