package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;

/**
 * The contents of a table at one version, determined from its log alone.
 *
 * @param location the location of the table, as a URI
 * @param version the version that all counts describe
 * @param rows number of rows, by the files' statistics, or counted where they have none
 * @param files number of data files
 * @param bytes size of the data files
 */
public record TableState(TableName name, String location, long version, long rows, long files, long bytes) {}
