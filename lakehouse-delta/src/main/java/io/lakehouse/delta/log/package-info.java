/**
 * The Delta log of a table: its snapshots, data files and commits, the transaction that changes it, and the features
 * that other engines may have enabled. This is the only package that uses Delta's types. The rest of the engine sees
 * data files, commits and table descriptions through small types of its own.
 */
@NullMarked
package io.lakehouse.delta.log;

import org.jspecify.annotations.NullMarked;
