package io.lakehouse.crypto;

/**
 * What a stage of a run did.
 *
 * @param name the stage
 * @param rowsIn rows it read
 * @param rowsOut rows it wrote; 0 when nothing had to change
 * @param rowsRefused rows it read and could not use; they stay in the layer before
 * @param files data files it wrote, or for maintenance deleted and rewritten
 * @param seconds how long it took
 */
public record StageReport(String name, long rowsIn, long rowsOut, long rowsRefused, long files, double seconds) {}
