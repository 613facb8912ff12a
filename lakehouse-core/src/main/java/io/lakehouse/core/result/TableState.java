package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;

/**
 * What a table holds at one version, from its log alone.
 *
 * @param location where it is, as a URI
 * @param version the version all counts belong to
 * @param rows rows, from the files' statistics
 * @param files data files
 * @param bytes their size
 */
public record TableState(TableName name, String location, long version, long rows, long files, long bytes) {}
