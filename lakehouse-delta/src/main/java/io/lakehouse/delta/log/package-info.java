/**
 * One table's Delta log: its snapshot, data files and commits, the transaction that changes it, and what a table has been
 * given by others. The only package that names Delta's types; to the rest of the engine a data file, a commit and a table's
 * description are small types of ours.
 */
@NullMarked
package io.lakehouse.delta.log;

import org.jspecify.annotations.NullMarked;
