package io.lakehouse.delta.rows;

import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.spark.PinnedRows;
import io.lakehouse.delta.spark.SingleTask;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Decides whether the work of a verb, reading and writing, is small enough for {@linkplain SingleTask one task}. */
public final class SmallBatch {

    /** The number of files is limited because opening and closing one takes as long as writing many rows. */
    private static final int MAX_FILES = 16;

    /** One thread reads a partition, file by file. */
    private static final int MAX_FILES_PER_PARTITION = 64;

    private SmallBatch() {}

    /**
     * Whether work on files of a table is small enough.
     *
     * @param files the files to read, and possibly to replace
     * @param partitions the maximum number of partitions to write; empty if unknown
     */
    public static boolean isSmall(SparkSession spark, List<DataFile> files, OptionalLong partitions) {
        return partitions.isPresent()
                && Math.max(files.size(), partitions.getAsLong()) <= MAX_FILES
                && files.stream().allMatch(file -> file.rows().isPresent())
                && SingleTask.fits(spark, DataFile.bytes(files), rows(files));
    }

    /** Whether work on the files of any one partition of a table is small enough, however many partitions there are. */
    public static boolean arePartitionsSmall(SparkSession spark, List<DataFile> files) {
        return files.stream().allMatch(file -> file.rows().isPresent())
                && files.stream().collect(Collectors.groupingBy(DataFile::partitionTexts)).values().stream()
                        .allMatch(partition -> partition.size() <= MAX_FILES_PER_PARTITION
                                && SingleTask.fits(spark, DataFile.bytes(partition), rows(partition)));
    }

    private static long rows(List<DataFile> files) {
        return files.stream().mapToLong(file -> file.rows().orElseThrow()).sum();
    }

    /** Whether work on source rows and files of a table is small enough. */
    public static boolean isSmall(PinnedRows rows, List<DataFile> files, OptionalLong partitions) {
        return rows.isSmall() && isSmall(rows.rows().sparkSession(), files, partitions);
    }
}
