/** The house style of value types; tables and sessions have packages of their own. */
@NullMarked
package io.lakehouse.core;

import org.jspecify.annotations.NullMarked;
