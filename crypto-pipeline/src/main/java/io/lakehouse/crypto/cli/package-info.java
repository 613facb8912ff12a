/** The command line: options, output and exit codes. Nothing is computed here. */
@NullMarked
package io.lakehouse.crypto.cli;

import org.jspecify.annotations.NullMarked;
