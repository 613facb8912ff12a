package io.lakehouse.delta.any;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.DeltaSettings;
import io.lakehouse.delta.Lakehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table and a copy of its folder: the verbs work on one, Delta's own commands on the other. */
record Twins(TableVariant variant, PlainTable ours, PlainTable theirs) {

    static Twins create(Lakehouse lake, TableVariant variant) {
        SparkSession spark = lake.spark().cloneSession();
        String root = lake.warehouse().path(UUID.randomUUID().toString()).uri();
        Twins twins = new Twins(
                variant,
                new PlainTable(spark, root + "/ours", variant),
                new PlainTable(spark, root + "/theirs", variant));
        variant.create(spark, twins.theirs.path());
        copy(folder(twins.theirs), folder(twins.ours));
        return twins;
    }

    private static Path folder(PlainTable table) {
        return Path.of(table.path().substring("file://".length()));
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** New rows with these ids. */
    Dataset<Row> fresh(int from, int to) {
        // The columns that are neither known nor filled are as in some row.
        Dataset<Row> like = given(theirs.rows()).orderBy(idColumn()).limit(1).drop(variant.id(), variant.value());
        Dataset<Row> ids = theirs.spark()
                .range(from, to)
                .select(
                        col("id").as(variant.id()),
                        concat(lit("new"), col("id")).as(variant.value()));
        return pinned(ids.crossJoin(like));
    }

    /** Existing rows of these ids with another value. */
    Dataset<Row> changed(int from, int to) {
        return pinned(given(theirs.rows())
                .filter(idColumn().between(from, to - 1))
                .withColumn(variant.value(), lit("changed")));
    }

    /** Existing rows of these ids as they are. */
    Dataset<Row> unchanged(int from, int to) {
        return pinned(given(theirs.rows()).filter(idColumn().between(from, to - 1)));
    }

    private Column idColumn() {
        return Fields.column(variant.id());
    }

    private Dataset<Row> given(Dataset<Row> rows) {
        return rows.drop(variant.filled().toArray(String[]::new));
    }

    /** The rows as they are now. */
    private Dataset<Row> pinned(Dataset<Row> rows) {
        return theirs.spark().createDataFrame(rows.collectAsList(), rows.schema());
    }

    void requireEqual(String when) {
        requireSameRows(when);
        assertThat(ours.feed()).as("feed " + when).isEqualTo(theirs.feed());
        assertThat(ours.rowIds()).as("row ids " + when).isEqualTo(theirs.rowIds());
    }

    /** Rows moved to other files, and nothing else. */
    void requireSameRowsAndNoChange(String when) {
        requireSameRows(when);
        assertThat(ours.feed()).as("feed " + when).isEmpty();
        assertThat(ours.rowIds()).as("row ids " + when).isEqualTo(theirs.rowIds());
    }

    void requireSameRows(String when) {
        assertThat(ours.contents()).as(when).isEqualTo(theirs.contents());
    }

    /** Delta's own commands go on working on our table; with {@code isFull} a MERGE, and with the same outcome. */
    void requireWritableByDelta(boolean isFull) {
        Dataset<Row> batch = fresh(900, 903);
        if (isFull && !variant.isAppendOnly()) {
            Dataset<Row> mixed = batch.unionByName(changed(20, 30));
            ours.merge(mixed);
            theirs.merge(mixed);
            requireSameRows("after a command of Delta's");
        } else {
            long before = ours.rows().count();
            ours.append(batch);
            assertThat(ours.rows().count()).isEqualTo(before + batch.count());
        }
    }

    /** The same lake, where no batch is small. */
    Lakehouse withoutSmallBatches(Lakehouse lake) {
        SparkSession spark = lake.spark().cloneSession();
        spark.conf().set(DeltaSettings.ONE_TASK_BYTES.key(), "0");
        return Lakehouse.on(spark, lake.warehouse());
    }
}
