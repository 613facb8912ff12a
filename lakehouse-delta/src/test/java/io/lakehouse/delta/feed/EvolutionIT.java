package io.lakehouse.delta.feed;

import static io.lakehouse.delta.feed.Customers.ID;
import static io.lakehouse.delta.feed.Customers.LSN;
import static io.lakehouse.delta.feed.Customers.NAME;
import static io.lakehouse.delta.feed.Customers.OP;
import static io.lakehouse.delta.feed.Customers.contents;
import static io.lakehouse.delta.feed.Customers.events;
import static io.lakehouse.delta.feed.Customers.rows;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.result.AppendResult;
import io.lakehouse.core.result.HistorizeResult;
import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.PropertyValue;
import io.lakehouse.core.table.SchemaEvolution;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verbs add the columns of a batch to the table, if they are told to. */
@ExtendWith(LakehouseFixture.class)
class EvolutionIT {

    private static final TableSpec CUSTOMERS = TableSpec.builder()
            .from(Customers.CUSTOMERS)
            .evolution(SchemaEvolution.ADD_COLUMNS)
            .build();

    @TempDir
    private Path temporary;

    @Test
    void anUpsertAddsColumnsInItsOwnCommit(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().execute(rows(lake, "(1, 'Ann', null, 1)", "(2, 'Bob', null, 1)"));

        UpsertResult result = table.upsert()
                .evolving()
                .execute(rows(lake, "(1, 'Ann', null, 2)").withColumn("phone", lit("555")));

        assertThat(result.schemaChange().toString()).isEqualTo("column phone string added");
        assertThat(result.version()).hasValue(2);
        assertThat(result.rowsUpdated()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("1 Ann null 2 555", "2 Bob null 1 null");
        assertThat(table.readVersion(1).columns()).containsExactly("id", "name", "email", "lsn");
    }

    @Test
    void anUpsertThatKnowsNothingOfTheColumnKeepsItsValues(Lakehouse lake) {
        LakehouseTable old = lake.table(CUSTOMERS);
        lake.table(CUSTOMERS)
                .upsert()
                .evolving()
                .execute(rows(lake, "(1, 'Ann', null, 1)").withColumn("phone", lit("555")));

        UpsertResult result = old.upsert().execute(rows(lake, "(1, 'Anna', null, 2)", "(2, 'Bob', null, 1)"));

        assertThat(result.schemaChange().isEmpty()).isTrue();
        assertThat(contents(old)).containsExactly("1 Anna null 2 555", "2 Bob null 1 null");
        assertThat(contents(lake.table(CUSTOMERS))).hasSize(2);
    }

    @Test
    void aLaterBatchFindsTheColumnThere(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().evolving().execute(rows(lake, "(1, 'Ann', null, 1)").withColumn("phone", lit("555")));

        UpsertResult result = table.upsert()
                .evolving()
                .execute(rows(lake, "(1, 'Ann', null, 1)").withColumn("PHONE", lit("777")));

        assertThat(result.schemaChange().isEmpty()).isTrue();
        assertThat(contents(table)).containsExactly("1 Ann null 1 777");
        assertThat(table.read().columns()).containsExactly("id", "name", "email", "lsn", "phone");
    }

    @Test
    void aBatchThatChangesNoRowAddsItsColumnsAndAnEmptyOneNothing(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().execute(rows(lake, "(1, 'Ann', null, 1)"));
        Dataset<Row> wider = rows(lake, "(1, 'Ann', null, 1)").withColumn("phone", expr("cast(null as string)"));

        UpsertResult empty = table.upsert().evolving().execute(wider.limit(0));
        UpsertResult same = table.upsert().evolving().execute(wider);
        UpsertResult again = table.upsert().evolving().execute(wider);

        assertThat(empty.committed()).isFalse();
        assertThat(same.schemaChange().toString()).isEqualTo("column phone string added");
        assertThat(same.rowsUnchanged()).isEqualTo(1);
        assertThat(again.committed()).isFalse();
        assertThat(contents(table)).containsExactly("1 Ann null 1 null");
    }

    @Test
    void aPlanSaysWhatWouldBeAddedAndChangesNothing(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);

        WritePlan plan =
                table.upsert().evolving().plan(rows(lake, "(1, 'Ann', null, 1)").withColumn("age", lit(7)));

        assertThat(plan.toString()).endsWith("every key is new; column age int added");
        assertThat(table.state().version()).isZero();
    }

    @Test
    void fieldsOfTheFeedAreNotStored(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().execute(rows(lake, "(1, 'Ann', null, 1)", "(2, 'Bob', null, 1)"));

        UpsertResult result = table.upsert()
                .latestBy(LSN)
                .deletingWhere(OP.is("d"))
                .evolving()
                .execute(events(lake, "('d', 1, null, null, 2)", "('u', 2, 'Bob', null, 2)")
                        .withColumn("tags", expr("array('new')")));

        assertThat(result.schemaChange().toString()).isEqualTo("column tags array<string> added");
        assertThat(result.rowsDeleted()).isEqualTo(1);
        assertThat(table.read().columns()).doesNotContain("op");
        assertThat(contents(table))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("2 Bob null 2 ")
                .contains("new");
    }

    @Test
    void anAppendAddsColumns(Lakehouse lake) {
        TableSpec spec = TableSpec.builder()
                .name("bronze", "events")
                .addFields(ID, NAME)
                .evolution(SchemaEvolution.ADD_COLUMNS)
                .build();
        LakehouseTable table = lake.table(spec);
        Dataset<Row> batch = rows(lake, "(1, 'Ann', 'ann@x', 1)");
        table.append("first").execute(batch.drop("email", "lsn"));

        AppendResult second = table.append("second").evolving().execute(batch.drop("lsn"));
        AppendResult again = table.append("second").evolving().execute(batch);

        assertThat(second.schemaChange().toString()).isEqualTo("column email string added");
        assertThat(again.committed()).isFalse();
        assertThat(again.schemaChange().isEmpty()).isTrue();
        assertThat(contents(table)).containsExactly("1 Ann ann@x", "1 Ann null");
    }

    @Test
    void aReplaceAddsColumns(Lakehouse lake) {
        TableSpec spec = TableSpec.builder()
                .name("bronze", "days")
                .addFields(ID, NAME)
                .evolution(SchemaEvolution.ADD_COLUMNS)
                .build();
        LakehouseTable table = lake.table(spec);
        Dataset<Row> batch =
                rows(lake, "(1, 'Ann', 'ann@x', 1)", "(2, 'Bob', null, 1)").drop("lsn");
        table.append("first").execute(batch.drop("email"));

        ReplaceResult result = table.replace(ID.is(1L))
                .evolving()
                .execute(batch.filter(col("id").equalTo(1)));

        assertThat(result.schemaChange().toString()).isEqualTo("column email string added");
        assertThat(contents(table)).containsExactly("1 Ann ann@x", "2 Bob null");
    }

    @Test
    void aHistoryAddsColumns(Lakehouse lake) {
        Field<Instant> from = Field.timestamp("valid_from").required("start");
        Field<Instant> to = Field.timestamp("valid_to").optional("end");
        Field<Boolean> current = Field.bool("is_current").required("flag");
        TableSpec spec = TableSpec.builder()
                .name("gold", "customers")
                .addFields(ID, NAME, from, to, current)
                .addKeyFields(ID, from)
                .evolution(SchemaEvolution.ADD_COLUMNS)
                .build();
        LakehouseTable table = lake.table(spec);
        Dataset<Row> first = lake.spark().sql("select 1L id, 'Ann' name, timestamp'2024-01-01 00:00:00Z' valid_from");
        table.historize(from, to, current).execute(first);

        HistorizeResult result = table.historize(from, to, current)
                .evolving()
                .execute(lake.spark()
                        .sql("select 1L id, 'Ann' name, timestamp'2024-02-01 00:00:00Z' valid_from, 'Bern' city"));

        assertThat(result.schemaChange().toString()).isEqualTo("column city string added");
        assertThat(result.versionsAdded()).isEqualTo(1);
        assertThat(table.read()
                        .selectExpr("name", "city", "is_current")
                        .orderBy("valid_from")
                        .collectAsList())
                .extracting(Row::mkString)
                .containsExactly("Annnullfalse", "AnnBerntrue");
    }

    @Test
    void aStreamAddsColumnsWhenItIsStartedAgain(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(CUSTOMERS);
        Path source = temporary.resolve("source");
        Path checkpoint = temporary.resolve("checkpoint");
        for (Dataset<Row> batch : List.of(
                rows(lake, "(1, 'Ann', null, 1)"),
                rows(lake, "(1, 'Ann', null, 2)").withColumn("phone", lit("555")))) {
            batch.coalesce(1).write().mode("append").parquet(source.toString());

            table.upsert().latestBy(LSN).evolving().stream(
                            lake.spark().readStream().schema(batch.schema()).parquet(source.toString()))
                    .checkpoint(checkpoint.toString())
                    .trigger(Trigger.AvailableNow())
                    .start()
                    .awaitTermination();
        }

        assertThat(contents(table)).containsExactly("1 Ann null 2 555");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain|",
                "mapped|delta.columnMapping.mode=name",
                "feed|delta.enableChangeDataFeed=true",
                "vectors|delta.enableDeletionVectors=true",
                "tracked|delta.enableRowTracking=true"
            })
    void agreesWithDeltasOwnMergeWithSchemaEvolution(String name, String property, Lakehouse lake) {
        LakehouseTable ours = adopted(lake, "ours", property);
        LakehouseTable deltas = adopted(lake, "deltas", property);
        Random random = new Random(name.hashCode());
        for (int batch = 0; batch < 3; batch++) {
            Dataset<Row> rows = randomRows(lake, random);

            ours.upsert().evolving().execute(rows);
            DeltaTable.forPath(lake.spark(), deltas.location())
                    .as("t")
                    .merge(rows.as("s"), "t.id = s.id")
                    .withSchemaEvolution()
                    .whenMatched()
                    .updateAll()
                    .whenNotMatched()
                    .insertAll()
                    .execute();

            List<String> columns = new ArrayList<>(List.of(ours.read().columns()));
            assertThat(deltas.read().columns()).containsExactlyInAnyOrderElementsOf(columns);
            String[] ordered = columns.toArray(String[]::new);
            assertThat(ours.read().selectExpr(ordered).collectAsList())
                    .as("batch " + batch)
                    .containsExactlyInAnyOrderElementsOf(
                            deltas.read().selectExpr(ordered).collectAsList());
        }
    }

    private static LakehouseTable adopted(Lakehouse lake, String name, String property) {
        TableSpec.Builder spec = TableSpec.builder();
        spec.name("sales", name).addFields(ID, NAME).addKeyFields(ID);
        spec.evolution(SchemaEvolution.ADD_COLUMNS);
        if (property != null) {
            String[] parts = property.split("=", -1);
            spec.addProperties(new PropertyValue(parts[0], parts[1]));
        }
        return lake.table(spec.build());
    }

    private static Dataset<Row> randomRows(Lakehouse lake, Random random) {
        Dataset<Row> rows = lake.spark()
                .range(random.nextInt(20), 20 + random.nextInt(20))
                .selectExpr("id", "concat('n', " + random.nextInt(3) + " + id % 5) as name");
        for (String column : List.of("a", "b", "c")) {
            if (random.nextBoolean()) {
                rows = rows.withColumn(column, expr("if(id % 3 = 0, null, id % " + (1 + random.nextInt(4)) + ")"));
            }
        }
        return rows;
    }

    @Test
    void writersMayAddColumnsAtOnce(Lakehouse lake) throws Exception {
        lake.table(CUSTOMERS);
        CyclicBarrier barrier = new CyclicBarrier(4);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<UpsertResult>> results = IntStream.range(0, 4)
                    .mapToObj(writer -> pool.submit(() -> {
                        LakehouseTable table = lake.table(CUSTOMERS);
                        Dataset<Row> rows = rows(lake, "(" + writer + ", 'Ann', null, 1)")
                                .withColumn("shared", lit("s" + writer))
                                .withColumn("own" + writer, lit(writer));
                        barrier.await();
                        return table.upsert().evolving().execute(rows);
                    }))
                    .toList();
            for (Future<UpsertResult> result : results) {
                assertThat(result.get().rowsInserted()).isEqualTo(1);
            }
        } finally {
            pool.shutdown();
        }

        Dataset<Row> rows = lake.table(CUSTOMERS).read();
        assertThat(rows.columns())
                .containsExactlyInAnyOrder("id", "name", "email", "lsn", "shared", "own0", "own1", "own2", "own3");
        assertThat(rows.filter("shared = 's' || id and coalesce(own0, own1, own2, own3) = id")
                        .count())
                .isEqualTo(4);
    }

    @Test
    void typesAreWidenedWhereDeltaCan(Lakehouse lake) {
        Field<Short> age = Field.of("age", FieldType.SHORT).optional("years");
        TableSpec spec = TableSpec.builder()
                .name("sales", "people")
                .addFields(ID, age)
                .addKeyFields(ID)
                .evolution(SchemaEvolution.ADD_AND_WIDEN_COLUMNS)
                .addProperties(new PropertyValue("delta.enableTypeWidening", "true"))
                .build();
        LakehouseTable table = lake.table(spec);
        LakehouseTable old = lake.table(spec);
        table.upsert().execute(lake.spark().sql("select 1L id, 7S age"));

        UpsertResult result = table.upsert().evolving().execute(lake.spark().sql("select 2L id, 70000 age"));
        UpsertResult narrow = old.upsert().execute(lake.spark().sql("select 1L id, 8S age"));

        assertThat(result.schemaChange().toString()).isEqualTo("column age widened to int");
        assertThat(narrow.rowsUpdated()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("1 8", "2 70000");
        assertThat(lake.table(spec).delete(age.is((short) 8)).execute().rowsDeleted())
                .isEqualTo(1);
        assertThat(DeltaTable.forPath(lake.spark(), table.location())
                        .toDF()
                        .schema()
                        .apply("age")
                        .dataType()
                        .catalogString())
                .isEqualTo("int");
    }
}
