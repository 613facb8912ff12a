package io.lakehouse.delta.feed;

import static io.lakehouse.delta.feed.Customers.CUSTOMERS;
import static io.lakehouse.delta.feed.Customers.LSN;
import static io.lakehouse.delta.feed.Customers.OP;
import static io.lakehouse.delta.feed.Customers.contents;
import static io.lakehouse.delta.feed.Customers.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.PinnedSource;
import io.lakehouse.delta.StreamedWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every writing verb takes a stream, and each of its micro-batches once. */
@ExtendWith(LakehouseFixture.class)
class StreamsIT {

    private static final Field<Long> N = Field.bigint("n").required("number");
    private static final TableSpec NUMBERS =
            TableSpec.builder().name("bronze", "numbers").addFields(N).build();

    @TempDir
    private Path folder;

    @Test
    void appliesAChangeFeed(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(CUSTOMERS);
        arrive(events(lake, "('c', 1, 'Ann', null, 1)", "('c', 2, 'Bob', null, 2)"));
        run(feed(lake, table));
        arrive(events(lake, "('d', 1, null, null, 3)", "('u', 2, 'Bob', 'bob@x', 4)"));

        run(feed(lake, table));
        run(feed(lake, table));

        assertThat(contents(table)).containsExactly("2 Bob bob@x 4");
        assertThat(table.state().version())
                .as("a table, and a commit for each batch")
                .isEqualTo(2);
    }

    @Test
    void aBatchWhoseCheckpointWasLostIsNotAppendedAgain(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(NUMBERS);
        arrive(lake.spark().range(3).toDF("n"));
        run(table.appendStream(numbers(lake)));
        forgetLastBatch();
        arrive(lake.spark().range(3, 5).toDF("n"));

        run(table.appendStream(numbers(lake)));

        assertThat(table.read().as(org.apache.spark.sql.Encoders.LONG()).collectAsList())
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void norIsOneUpsertedThatAnotherWriterHasOverwritten(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(CUSTOMERS);
        arrive(events(lake, "('c', 1, 'Ann', null, 1)"));
        run(unordered(lake, table));
        table.upsert().execute(events(lake, "('c', 1, 'Anna', null, 1)").drop("op"));
        forgetLastBatch();

        run(unordered(lake, table));

        assertThat(contents(table)).containsExactly("1 Anna null 1");
    }

    @Test
    void twoQueriesWriteOneTable(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(NUMBERS);
        arrive(lake.spark().range(100).toDF("n"));

        StreamingQuery first = table.appendStream(numbers(lake).filter("n < 50"))
                .checkpoint(folder.resolve("first").toUri().toString())
                .trigger(Trigger.AvailableNow())
                .start();
        StreamingQuery second = table.appendStream(numbers(lake).filter("n >= 50"))
                .checkpoint(folder.resolve("second").toUri().toString())
                .named("second")
                .trigger(Trigger.AvailableNow())
                .start();
        first.awaitTermination();
        second.awaitTermination();

        assertThat(table.read().distinct().count()).isEqualTo(100);
        assertThat(table.read().count()).isEqualTo(100);
    }

    @Test
    void historizesAStream(Lakehouse lake) throws Exception {
        Field<Instant> from = Field.timestamp("valid_from").required("inclusive");
        Field<Instant> to = Field.timestamp("valid_to").optional("exclusive");
        Field<Boolean> current = Field.bool("is_current").required("no end");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("silver", "history")
                .addFields(N, from, to, current)
                .addKeyFields(N, from)
                .build());
        arrive(lake.spark().range(2).selectExpr("id n", "timestamp_seconds(id) valid_from"));

        run(table.historize(from, to, current).stream(stream(lake, "n bigint, valid_from timestamp")));

        assertThat(table.read().filter("is_current").count()).isEqualTo(2);
    }

    @Test
    void replacesByCompleteResults(Lakehouse lake) throws Exception {
        Field<String> kind = Field.string("kind").required("even or odd");
        Field<Long> count = Field.bigint("count").required("numbers");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("gold", "counts")
                .addFields(kind, count)
                .build());
        for (int batch = 0; batch < 2; batch++) {
            arrive(lake.spark().range(3).toDF("n"));
            run(table.replace(kind.in(List.of("even", "odd"))).stream(numbers(lake)
                    .groupBy(org.apache
                            .spark
                            .sql
                            .functions
                            .expr("if(n % 2 = 0, 'even', 'odd')")
                            .as("kind"))
                    .count()));
        }

        assertThat(table.read().collectAsList().stream().map(Row::toString).sorted())
                .containsExactly("[even,4]", "[odd,2]");
    }

    @Test
    void followsTheChangesOfATableWithAFeed(Lakehouse lake) throws Exception {
        LakehouseTable source = lake.table(TableSpec.builder()
                .from(CUSTOMERS)
                .addProperties(TableProperty.flag("delta.enableChangeDataFeed", "for followers")
                        .of(true))
                .build());
        LakehouseTable copy = lake.table(
                TableSpec.builder().from(CUSTOMERS).name("gold", "customers").build());
        Field<String> type = Field.string("_change_type");
        source.upsert()
                .execute(events(lake, "('c', 1, 'Ann', null, 1)", "('c', 2, 'Bob', null, 2)")
                        .drop("op"));
        run(copy, source, type);
        source.upsert()
                .latestBy(LSN)
                .deletingWhere(OP.is("d"))
                .execute(events(lake, "('d', 1, null, null, 3)", "('u', 2, 'Bob', 'bob@x', 4)"));

        run(copy, source, type);

        assertThat(contents(copy)).isEqualTo(contents(source)).containsExactly("2 Bob bob@x 4");
    }

    private void run(LakehouseTable copy, LakehouseTable source, Field<String> type) throws Exception {
        run(copy.upsert().deletingWhere(type.is("delete")).stream(source.changeStream()
                .filter("_change_type <> 'update_preimage'")
                .drop("_commit_version", "_commit_timestamp")));
    }

    @Test
    void followsATableThatOnlyGrows(Lakehouse lake) throws Exception {
        LakehouseTable source = lake.table(NUMBERS);
        LakehouseTable copy = lake.table(
                TableSpec.builder().from(NUMBERS).name("silver", "numbers").build());
        source.append("first").execute(lake.spark().range(3).toDF("n"));
        run(copy.appendStream(source.changeStream().drop("_change_type")));
        source.append("second").execute(lake.spark().range(3, 5).toDF("n"));

        run(copy.appendStream(source.changeStream().drop("_change_type")));

        assertThat(copy.read().as(org.apache.spark.sql.Encoders.LONG()).collectAsList())
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void aPinnedSourceIsComputedOnceForSeveralVerbs(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        LakehouseTable other = lake.table(
                TableSpec.builder().from(CUSTOMERS).name("gold", "customers").build());
        LongAccumulator computed = lake.spark().sparkContext().longAccumulator();
        Dataset<Row> counted = events(lake, "('c', 1, 'Ann', null, 1)")
                .drop("op")
                .filter((FilterFunction<Row>) row -> {
                    computed.add(1);
                    return true;
                });

        try (PinnedSource source = lake.pin(counted)) {
            table.upsert().execute(source.rows());
            other.upsert().execute(source.rows());
        }

        assertThat(computed.value()).isEqualTo(1);
        assertThat(contents(other)).isEqualTo(contents(table)).hasSize(1);
    }

    @Test
    void anErrorOfTheVerbEndsTheQueryWithItsMessage(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(CUSTOMERS);
        arrive(events(lake, "('c', 1, null, null, 1)"));

        assertThatThrownBy(() -> run(feed(lake, table)))
                .isInstanceOf(StreamingQueryException.class)
                .hasMessageContaining("1 rows are NULL in a required field");
        assertThat(contents(table)).isEmpty();
    }

    @Test
    void refusesWrongUse(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(CUSTOMERS);
        arrive(events(lake, "('c', 1, 'Ann', null, 1)"));

        assertThatThrownBy(() -> table.upsert().stream(events(lake, "('c', 1, 'Ann', null, 1)")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the rows are no stream");
        assertThatThrownBy(() -> table.upsert().stream(stream(lake, "id bigint, name string, email string, lsn bigint"))
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no checkpoint(...)");
        assertThatThrownBy(() -> table.upsert().deletingOthers().stream(numbers(lake)))
                .hasMessageContaining("a micro-batch is a part of a stream, and no full snapshot");
        assertThatThrownBy(() -> table.appendStream(numbers(lake)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an append could duplicate a key");
    }

    private StreamedWrite feed(Lakehouse lake, LakehouseTable table) {
        return table.upsert().latestBy(LSN).deletingWhere(OP.is("d")).stream(
                stream(lake, "op string, id bigint, name string, email string, lsn bigint"));
    }

    private StreamedWrite unordered(Lakehouse lake, LakehouseTable table) {
        return table.upsert().deletingWhere(OP.is("d")).stream(
                stream(lake, "op string, id bigint, name string, email string, lsn bigint"));
    }

    private Dataset<Row> numbers(Lakehouse lake) {
        return stream(lake, "n bigint");
    }

    private Dataset<Row> stream(Lakehouse lake, String schema) {
        return lake.spark().readStream().schema(schema).parquet(in().toString());
    }

    private Path in() {
        return folder.resolve("in");
    }

    private void arrive(Dataset<Row> rows) {
        rows.coalesce(1).write().mode("append").parquet(in().toString());
    }

    private void run(StreamedWrite write) throws Exception {
        write.checkpoint(checkpoint().toUri().toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
    }

    private Path checkpoint() {
        return folder.resolve("checkpoint");
    }

    /** As if the process had been killed after the last batch's commit, and before that of its checkpoint. */
    private void forgetLastBatch() throws IOException {
        try (Stream<Path> commits = Files.list(checkpoint().resolve("commits"))) {
            Path last = commits.filter(file -> !file.getFileName().toString().startsWith("."))
                    .max(Path::compareTo)
                    .orElseThrow();
            Files.delete(last);
            Files.deleteIfExists(last.resolveSibling("." + last.getFileName() + ".crc"));
        }
    }
}
