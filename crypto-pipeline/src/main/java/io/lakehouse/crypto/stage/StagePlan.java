package io.lakehouse.crypto.stage;

/**
 * What a stage would do to one table now.
 *
 * @param stage its name
 * @param table the table's name, or for reports the file's
 * @param rows rows it would read
 * @param files data files it would rewrite or delete
 * @param bytes their size
 * @param what what it would do, and why
 */
public record StagePlan(String stage, String table, long rows, long files, long bytes, String what) {

    /** The plan of a stage that only adds. */
    public static StagePlan of(String stage, String table, long rows, String what) {
        return new StagePlan(stage, table, rows, 0, 0, what);
    }

    /** The same plan in other words. */
    public StagePlan saying(String words) {
        return new StagePlan(stage, table, rows, files, bytes, words);
    }
}
