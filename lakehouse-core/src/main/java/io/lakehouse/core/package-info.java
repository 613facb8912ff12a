/** Code shared by tables and sessions: the style of value types, and the redaction of secrets. */
@NullMarked
package io.lakehouse.core;

import org.jspecify.annotations.NullMarked;
