package io.lakehouse.delta.layout;

import io.lakehouse.delta.log.LayoutTag;
import java.util.List;
import java.util.Map;

/**
 * Files to rewrite together.
 *
 * @param tag the layout tag of the files that replace them
 */
record Rewrite(Map<String, String> partition, List<String> paths, long bytesToRead, int filesToWrite, LayoutTag tag) {}
