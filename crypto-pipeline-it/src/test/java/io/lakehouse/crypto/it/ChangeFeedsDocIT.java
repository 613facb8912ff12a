package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.HistorizeResult;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.SchemaEvolution;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.ChangeFormat;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.PinnedSource;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that docs/change-feeds.md shows. */
class ChangeFeedsDocIT {

    // shown: begin
    static final Field<Long> ID = Field.bigint("id").required("customer number");
    static final Field<String> NAME = Field.string("name").optional("full name");
    static final Field<String> EMAIL = Field.string("email").optional("address");
    static final Field<Long> LSN = Field.bigint("lsn").required("position in the database's log");
    static final TableSpec CUSTOMERS = TableSpec.builder()
            .name("sales", "customers")
            .addFields(ID, NAME, EMAIL, LSN)
            .addKeyFields(ID)
            .build();

    static final Field<String> OP = Field.string("op"); // a field of the feed; the table does not have it
    // shown: end

    private static final Field<Boolean> IS_DELETED = Field.bool("is_deleted");
    private static final Field<Boolean> EMAIL_CLEARED = Field.bool("email_cleared");
    private static final Field<List<@Nullable String>> CHANGED = Field.array("changed", FieldType.STRING);
    private static final Field<Map<String, @Nullable Long>> FIELD_LSN =
            Field.map("field_lsn", FieldType.STRING, FieldType.LONG);
    private static final Field<Instant> VALID_FROM =
            Field.timestamp("valid_from").required("inclusive");
    private static final Field<Instant> VALID_TO = Field.timestamp("valid_to").optional("exclusive");
    private static final Field<Boolean> IS_CURRENT = Field.bool("is_current").required("no end");

    private static TableSpec.Builder like(String name) {
        return TableSpec.builder().from(CUSTOMERS).name("sales", name);
    }

    @Test
    void theCodeOfTheDocumentIsThisCode() throws IOException {
        assertThat(Documents.javaBlocks("docs/change-feeds.md"))
                .containsExactlyElementsOf(Documents.shownBy(ChangeFeedsDocIT.class));
    }

    @Test
    void theCodeOfTheDocumentRuns(@TempDir Path folder) throws Exception {
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("docs").local(), Warehouse.at(folder))) {
            SparkSession spark = lake.spark();
            LakehouseTable customers = lake.table(CUSTOMERS);
            LakehouseTable accounts =
                    lake.table(like("accounts").addFields(IS_DELETED).build());
            Dataset<Row> events = spark.sql("select op, bigint(id) id, string(name) name, string(email) email,"
                    + " bigint(lsn) lsn from values ('c', 1, 'Ann', 'ann@x', 1), ('c', 2, 'Bob', null, 2),"
                    + " ('d', 1, null, null, 3) t(op, id, name, email, lsn)");
            // shown: begin
            UpsertResult applied = customers
                    .upsert()
                    .latestBy(LSN) // the order of the events, in the source and in the table
                    .deletingWhere(OP.is("d")) // these events delete the row of their key
                    .execute(events);
            // shown: end
            assertThat(applied.rowsInserted()).isEqualTo(1);

            // shown: begin
            UpsertResult marked = accounts.upsert()
                    .latestBy(LSN)
                    .deletingWhere(OP.is("d"))
                    .markingDeleted(IS_DELETED) // true in deleted rows, false in all others
                    .execute(events);
            // shown: end
            assertThat(marked.rowsInserted()).isEqualTo(2);
            assertThat(accounts.read().filter("is_deleted").count()).isEqualTo(1);

            Dataset<Row> patches = spark.sql("select 2L id, 'bob@x' email, false email_cleared, 4L lsn, 'Bob' name");
            Dataset<Row> changes = spark.sql("select 2L id, 'Rob' name, array('name', 'lsn') changed, 5L lsn");
            Dataset<Row> rows = spark.sql("select 2L id, 'rob@x' email, 6L lsn");
            // shown: begin
            UpsertResult kept = customers
                    .upsert()
                    .keepingOldWhereNull(NAME, EMAIL) // NULL in an event: keep the value of the row
                    .nullWhere(EMAIL, EMAIL_CLEARED.is(true)) // except where the feed says that it is NULL
                    .execute(patches);
            UpsertResult named = customers
                    .upsert()
                    .updatingFieldsIn(CHANGED) // or: the feed lists the fields that an event carries
                    .execute(changes);
            UpsertResult emails = customers
                    .upsert()
                    .updatingOnly(EMAIL) // or: existing rows get a new e-mail address only, new rows get everything
                    .execute(rows);
            // shown: end
            assertThat(kept.rowsUpdated() + named.rowsUpdated() + emails.rowsUpdated())
                    .isEqualTo(3);
            assertThat(customers.read().first().mkString(" ")).isEqualTo("2 Rob rob@x 5");

            LakehouseTable profiles =
                    lake.table(like("profiles").addFields(FIELD_LSN).build());
            // shown: begin
            UpsertResult ordered = profiles.upsert()
                    .latestBy(LSN)
                    .deletingWhere(OP.is("d"))
                    .keepingOldWhereNull(NAME, EMAIL)
                    .keepingOrderIn(FIELD_LSN) // Field.map("field_lsn", FieldType.STRING, FieldType.LONG)
                    .execute(events);
            // shown: end
            assertThat(ordered.rowsInserted()).isEqualTo(1);

            LakehouseTable refused = lake.table(TableSpec.builder()
                    .name("sales", "refused")
                    .addFields(ID.optional(""), NAME, EMAIL, LSN.optional(""))
                    .addFields(Field.array("_reasons", FieldType.STRING))
                    .build());
            Dataset<Row> patched = spark.sql("select bigint(null) id, 'Max' name, string(null) email, 9L lsn");
            // shown: begin
            UpsertResult judged = customers
                    .upsert()
                    .latestBy(LSN)
                    .keepingOldWhereNull(NAME, EMAIL)
                    .quarantining(bad -> refused.append("batch 17").execute(bad)) // into another table
                    .execute(patched);
            System.out.println(judged.rowsQuarantined());
            // shown: end
            assertThat(judged.rowsQuarantined()).isEqualTo(1);
            assertThat(refused.read().count()).isEqualTo(1);

            LakehouseTable products = lake.table(like("products").build());
            Dataset<Row> snapshot = events.filter("op = 'c'").drop("op");
            Dataset<Row> more = spark.sql("select 2L id, 'other' name, 'other' email, 9L lsn");
            // shown: begin
            UpsertResult synced = products.upsert()
                    .deletingOthers() // the source is all there is: what it lacks is deleted
                    .execute(snapshot);
            UpsertResult first = products.upsert()
                    .insertingOnly() // the first one wins: existing rows never change
                    .execute(more);
            // shown: end
            assertThat(synced.rowsInserted()).isEqualTo(2);
            assertThat(first.committed()).isFalse();

            LakehouseTable versions = lake.table(TableSpec.builder()
                    .name("sales", "versions")
                    .addFields(ID, NAME, EMAIL, LSN, VALID_FROM, VALID_TO, IS_CURRENT)
                    .addKeyFields(ID, VALID_FROM)
                    .build());
            Dataset<Row> dated = events.withColumn("valid_from", LSN.col().cast("timestamp"));
            // shown: begin
            HistorizeResult history = versions.historize(VALID_FROM, VALID_TO, IS_CURRENT)
                    .latestBy(LSN) // of several events for one instant, the latest counts; a delete, more than any
                    .trackingChangesIn(NAME) // other fields are corrected in their version
                    .deletingWhere(OP.is("d")) // ends the version at the event's valid_from
                    .execute(dated);
            // shown: end
            assertThat(history.versionsAdded()).isEqualTo(2);

            // shown: begin
            try (PinnedSource pinned = lake.pin(dated)) { // kept on local disk meanwhile
                customers
                        .upsert()
                        .latestBy(LSN)
                        .deletingWhere(OP.is("d"))
                        .execute(pinned.rows().drop("valid_from"));
                versions.historize(VALID_FROM, VALID_TO, IS_CURRENT)
                        .latestBy(LSN)
                        .deletingWhere(OP.is("d"))
                        .execute(pinned.rows());
            }
            // shown: end
            LakehouseTable people = lake.table(
                    like("people").evolution(SchemaEvolution.ADD_COLUMNS).build());
            Dataset<Row> withPhone = spark.sql("select 1L id, 'Ann' name, 'ann@x' email, 1L lsn, '555' phone");
            // shown: begin
            UpsertResult evolved = people.upsert()
                    .evolving() // adds the columns that the rows have and the table does not
                    .execute(withPhone);
            System.out.println(evolved.schemaChange()); // column phone string added
            // shown: end
            assertThat(evolved.schemaChange().toString()).isEqualTo("column phone string added");

            String in = folder.resolve("in").toString();
            events.write().parquet(in);
            Dataset<Row> feed = spark.readStream().schema(events.schema()).parquet(in);
            String checkpoint = folder.resolve("checkpoint").toUri().toString();
            // shown: begin
            // The rows of spark.readStream(). A scheduler ends the query with the trigger; without it, it runs on.
            StreamingQuery query = customers.upsert().latestBy(LSN).deletingWhere(OP.is("d")).stream(feed)
                    .checkpoint(checkpoint)
                    .trigger(Trigger.AvailableNow())
                    .start();
            // shown: end
            query.awaitTermination();
            assertThat(customers.read().count()).isEqualTo(1);

            Dataset<Row> messages = spark.createDataset(
                            List.of("{\"op\":\"c\",\"after\":{\"id\":7,\"name\":\"Eve\"},\"source\":{\"lsn\":9}}"),
                            Encoders.STRING())
                    .toDF("value");
            // shown: begin
            // or dms(), or operationIn("op", "D")
            ChangeFormat debezium = ChangeFormat.debezium().with(LSN, "source.lsn");
            UpsertResult read = customers
                    .upsert()
                    .latestBy(LSN)
                    .deletingWhere(ChangeFormat.DELETES)
                    .casting() // numbers and text of the JSON become the table's types, exactly or not at all
                    .execute(debezium.rows(messages, CUSTOMERS)); // or stream(...), of a stream of messages
            // shown: end
            assertThat(read.rowsInserted()).isEqualTo(1);
        }
    }
}
