package io.lakehouse.delta.merge;

import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.LocalWriter;
import io.lakehouse.delta.rows.FileLayout;
import io.lakehouse.delta.rows.RowImages;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.RowPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The files that an upsert writes in threads of this process. Safe for use by many threads. */
final class UpsertedFiles implements AutoCloseable {

    private final UpsertJoin join;
    private final RowPipeline change;
    private final UnaryOperator<LocalRows> sorting;
    private final LocalWriter rows;
    private final Optional<Feed> feed;

    /** The images of changed rows. */
    private record Feed(RowPipeline before, RowPipeline after, UnaryOperator<LocalRows> sorting, LocalWriter images) {}

    private UpsertedFiles(UpsertJoin join, RowPipeline change, Optional<Feed> feed) {
        this.join = join;
        this.change = change;
        this.sorting = sorting(join, change.schema());
        this.rows = join.transaction().localWriter();
        this.feed = feed;
    }

    /**
     * Prepares to write.
     *
     * @param joined the columns of joined rows
     * @param mayRewrite whether files may be rewritten with rows that do not change
     */
    static UpsertedFiles open(UpsertJoin join, StructType joined, boolean mayRewrite) {
        RowImages images = RowImages.of(join.transaction(), join.source().given(), mayRewrite);
        RowImages plain = images.withoutImages();
        return new UpsertedFiles(
                join,
                pipeline(
                        join,
                        joined,
                        "change an upsert",
                        both -> plain.inOrder(plain.merged(UpsertedRows.withChanges(join, both, plain)))),
                images.hasFeed() ? Optional.of(feed(join, joined, images)) : Optional.empty());
    }

    private static Feed feed(UpsertJoin join, StructType joined, RowImages images) {
        RowPipeline after = pipeline(
                join, joined, "after an upsert", both -> images.after(UpsertedRows.withChanges(join, both, images)));
        return new Feed(
                pipeline(
                        join,
                        joined,
                        "before an upsert",
                        both -> images.before(UpsertedRows.withChanges(join, both, images))),
                after,
                sorting(join, after.schema()),
                join.transaction().localFeedWriter());
    }

    private static RowPipeline pipeline(
            UpsertJoin join, StructType joined, String step, UnaryOperator<Dataset<Row>> change) {
        return join.table().pipelines().get(join.made(step), joined, change).orElseThrow();
    }

    private static UnaryOperator<LocalRows> sorting(UpsertJoin join, StructType schema) {
        SparkSession spark = join.source().rows().sparkSession();
        return FileLayout.sorting(spark, schema, join.source().spec());
    }

    /**
     * Writes rows to files of partitions that no other call writes to.
     *
     * @param kept rows of the table that do not change
     * @param changes joined rows that change
     */
    void write(List<LocalRows> kept, List<LocalRows> changes) {
        List<LocalRows> all = new ArrayList<>(kept);
        changes.forEach(joined -> all.add(change.apply(joined)));
        rows.write(sorting.apply(LocalRows.concat(all)));
        feed.ifPresent(each -> {
            List<LocalRows> images = new ArrayList<>();
            changes.forEach(joined -> images.add(each.before.apply(joined)));
            changes.forEach(joined -> images.add(each.after.apply(joined)));
            each.images.write(each.sorting.apply(LocalRows.concat(images)));
        });
    }

    /** Completes the files, and adds those of the feed to the commit. */
    List<DataFile> complete() {
        feed.ifPresent(each -> join.transaction().completeFeed(each.images));
        return join.transaction()
                .complete(rows, FileLayout.tagOfIngested(join.source().spec()));
    }

    /** Deletes what was written, unless it was completed. */
    @Override
    public void close() {
        rows.close();
        feed.ifPresent(each -> each.images.close());
    }
}
