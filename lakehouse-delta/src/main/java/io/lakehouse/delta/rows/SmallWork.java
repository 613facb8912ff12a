package io.lakehouse.delta.rows;

import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.spark.PinnedRows;
import io.lakehouse.delta.spark.SingleTask;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;

/** Whether what a verb reads and writes is little enough for {@linkplain SingleTask one task}. */
final class SmallWork {

    /** To open and close a file takes as long as to write many rows. */
    private static final int MAX_FILES = 16;

    private SmallWork() {}

    /**
     * Of files of a table.
     *
     * @param files those to read, and perhaps to replace
     * @param partitions how many partitions are written at most, if that is known
     */
    static boolean isSmall(SparkSession spark, List<DataFile> files, OptionalLong partitions) {
        return partitions.isPresent()
                && Math.max(files.size(), partitions.getAsLong()) <= MAX_FILES
                && files.stream().allMatch(file -> file.rows().isPresent())
                && SingleTask.fits(
                        spark,
                        DataFile.bytes(files),
                        files.stream()
                                .mapToLong(file -> file.rows().orElseThrow())
                                .sum());
    }

    /** Of rows, and of files as before. */
    static boolean isSmall(PinnedRows rows, List<DataFile> files, OptionalLong partitions) {
        return rows.isSmall() && isSmall(rows.rows().sparkSession(), files, partitions);
    }
}
