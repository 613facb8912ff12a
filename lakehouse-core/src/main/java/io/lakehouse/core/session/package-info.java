/**
 * Tuned Spark sessions: typed settings with a reason each, the rules that size them to a machine or a cluster, and the
 * one place that opens a session. This package is independent of any table format.
 */
@NullMarked
package io.lakehouse.core.session;

import org.jspecify.annotations.NullMarked;
