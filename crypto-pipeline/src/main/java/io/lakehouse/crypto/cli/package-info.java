/** The command line: options, output and exit codes. No data is processed here. */
@NullMarked
package io.lakehouse.crypto.cli;

import org.jspecify.annotations.NullMarked;
