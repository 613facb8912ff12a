/** What verbs return: plans, results and reports. Values only; nothing here reads or writes a table. */
@NullMarked
package io.lakehouse.core.result;

import org.jspecify.annotations.NullMarked;
