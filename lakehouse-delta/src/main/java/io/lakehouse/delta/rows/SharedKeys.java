package io.lakehouse.delta.rows;

/**
 * Keys that several rows share.
 *
 * @param keys number of such keys
 * @param rows number of rows that have one
 * @param example the smallest, as text
 */
public record SharedKeys(long keys, long rows, String example) {}
