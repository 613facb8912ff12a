package io.lakehouse.crypto.stage;

/**
 * The plan of a stage for one table.
 *
 * @param stage the name of the stage
 * @param table the name of the table, or of the file for reports
 * @param rows number of rows it would read
 * @param files number of data files it would rewrite or delete
 * @param bytes size of these data files
 * @param what what it would do, and why
 */
public record StagePlan(String stage, String table, long rows, long files, long bytes, String what) {

    /** The plan of a stage that only adds rows. */
    public static StagePlan of(String stage, String table, long rows, String what) {
        return new StagePlan(stage, table, rows, 0, 0, what);
    }

    /** A copy with another description. */
    public StagePlan withWhat(String text) {
        return new StagePlan(stage, table, rows, files, bytes, text);
    }
}
