/** What tables and sessions share: the house style of value types, and what must never be shown. */
@NullMarked
package io.lakehouse.core;

import org.jspecify.annotations.NullMarked;
