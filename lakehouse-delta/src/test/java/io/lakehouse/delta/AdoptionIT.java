package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.table.ExtraColumns;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.core.table.TableSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that exist already are found by name and by location, with the spec that they have. */
@ExtendWith(LakehouseFixture.class)
class AdoptionIT {

    private TableLocation orders = TableLocation.of("set for each test");

    @BeforeEach
    void createOrders(Lakehouse lake) {
        orders = lake.warehouse().path("raw/orders");
        lake.spark()
                .sql(
                        "CREATE TABLE delta.`" + orders + "` (Order_Id BIGINT COMMENT 'number', amount DECIMAL(10,2),"
                                + " day DATE, note STRING) USING delta PARTITIONED BY (day) COMMENT 'all of them'"
                                + " TBLPROPERTIES ('delta.deletedFileRetentionDuration' = 'interval 30 days', 'owner.team' = 'sales')");
        lake.spark()
                .sql("INSERT INTO delta.`" + orders
                        + "` VALUES (1, 1.5, DATE'2025-03-01', 'a'), (2, 2.5, DATE'2025-03-02', 'b')");
    }

    private static Map<String, String> files(TableLocation location) {
        return new TableFolder(Path.of(location.uri().substring("file://".length()))).contents();
    }

    @Test
    void readsTheSpecFromTheTable(Lakehouse lake) {
        TableSpec spec = lake.adopt(orders).keyedBy("order_id").open().spec();

        assertThat(spec.name()).hasToString("raw.orders");
        assertThat(spec.location()).contains(orders);
        assertThat(spec.adopted()).isTrue();
        assertThat(spec.extraColumns()).isEqualTo(ExtraColumns.KEEP);
        assertThat(spec.fields())
                .extracting(Field::toString)
                .containsExactly("Order_Id bigint not null", "amount decimal(10,2)", "day date", "note string");
        assertThat(spec.fields().get(0).comment()).isEqualTo("number");
        assertThat(Fields.names(spec.keyFields())).containsExactly("Order_Id");
        assertThat(Fields.names(spec.partitionFields())).containsExactly("day");
        assertThat(spec.retention()).isEqualTo(Duration.ofDays(30));
        assertThat(spec.comment()).isEqualTo("all of them");
        assertThat(spec.properties()).extracting(Object::toString).containsExactly("owner.team=sales");
    }

    @Test
    void changesNothingUntilAVerbWrites(Lakehouse lake) {
        Map<String, String> before = files(orders);

        LakehouseTable table = lake.adopt(orders).keyedBy("order_id").open();
        table.health();
        table.optimize().plan();
        table.vacuum().plan();
        table.upsert().plan(table.read());
        assertThat(table.upsert().execute(table.read()).committed()).isFalse();

        assertThat(files(orders)).isEqualTo(before);
    }

    @Test
    void refusesAKeyThatTheTableDoesNotHave(Lakehouse lake) {
        assertThatThrownBy(() -> lake.adopt(orders).keyedBy("order_no").open())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot adopt raw.orders: it has no column order_no to be its key; it has [Order_Id,"
                        + " amount, day, note].");
    }

    @Test
    void looksForDoubledKeysAndNullsWhenAsked(Lakehouse lake) {
        lake.spark().sql("INSERT INTO delta.`" + orders + "` VALUES (1, 9, DATE'2025-03-05', 'again')");

        assertThatThrownBy(() ->
                        lake.adopt(orders).keyedBy("order_id").checkingKey().open())
                .isExactlyInstanceOf(InvalidKeyException.class)
                .hasMessage("Cannot adopt raw.orders: the table itself has 2 rows that share 1 keys (Order_Id), for"
                        + " example (1). Remove the duplicates first, or declare another key.");

        lake.spark().sql("DELETE FROM delta.`" + orders + "` WHERE note = 'again'");
        lake.spark().sql("INSERT INTO delta.`" + orders + "` VALUES (NULL, 9, DATE'2025-03-05', 'none')");
        assertThatThrownBy(() ->
                        lake.adopt(orders).keyedBy("order_id").checkingKey().open())
                .isExactlyInstanceOf(InvalidKeyException.class)
                .hasMessage("Cannot adopt raw.orders: 1 rows of the table have NULL in the key (Order_Id), for example"
                        + " (NULL), and NULL keys never match. Correct or delete them first, or declare another key.");
    }

    @Test
    void anUpsertRefusesToTouchADoubledKey(Lakehouse lake) {
        lake.spark().sql("INSERT INTO delta.`" + orders + "` VALUES (1, 9, DATE'2025-03-05', 'again')");
        LakehouseTable table = lake.adopt(orders).keyedBy("order_id").open();

        assertThatThrownBy(() -> table.upsert()
                        .execute(lake.spark().sql("SELECT 1L order_id, 0BD amount, DATE'2025-03-01' day, 'x' note")))
                .isExactlyInstanceOf(InvalidKeyException.class)
                .hasMessage("Cannot upsert into raw.orders: the table itself has 2 rows that share 1 keys (Order_Id),"
                        + " for example (1). Remove the duplicates first, or declare another key.");
    }

    @Test
    void theVerbsRequireTheKeyThatTheTableDoesNotAndConvergeCanMakeTheTableDoSo(Lakehouse lake) {
        LakehouseTable table = lake.adopt(orders).keyedBy("order_id").open();
        assertThatThrownBy(
                        () -> table.upsert()
                                .execute(
                                        lake.spark()
                                                .sql(
                                                        "SELECT CAST(NULL AS BIGINT) order_id, 0BD amount, DATE'2025-03-01' day, 'x' note")))
                .isExactlyInstanceOf(InvalidKeyException.class);
        assertThat(table.health().toString()).contains("column Order_Id is nullable, the spec says not null");

        lake.spark().sql("INSERT INTO delta.`" + orders + "` VALUES (NULL, 9, DATE'2025-03-05', 'none')");
        assertThatThrownBy(() -> lake.converge(table.spec()).execute())
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("1 rows have NULL in Order_Id");

        lake.spark().sql("DELETE FROM delta.`" + orders + "` WHERE order_id IS NULL");
        assertThat(lake.converge(table.spec()).execute().committed()).isTrue();
        assertThatThrownBy(() -> lake.spark()
                        .sql("INSERT INTO delta.`" + orders + "` VALUES (NULL, 9, DATE'2025-03-05', 'none')"))
                .hasMessageContaining("NOT NULL constraint violated");
    }

    @Test
    void aTypedSpecOpensTheTableAndKeepsTheColumnsThatItDoesNotName(Lakehouse lake) {
        Field<Long> id = Field.bigint("order_id").required("number");
        Field<String> note = Field.string("NOTE").optional("");
        Field<LocalDate> day = Field.date("day").optional("");
        TableSpec spec = TableSpec.builder()
                .name("raw", "orders")
                .location(orders)
                .adopted(true)
                .addFields(id, note, day)
                .addKeyFields(id)
                .addPartitionFields(day)
                .build();

        lake.table(spec)
                .upsert()
                .execute(lake.spark()
                        .sql("SELECT * FROM VALUES (2L, 'changed', DATE'2025-03-02'), (3L, 'new', DATE'2025-03-03')"
                                + " AS s(ORDER_ID, note, Day)"));

        assertThat(lake.spark()
                        .sql("SELECT Order_Id, amount, note FROM delta.`" + orders + "` ORDER BY 1")
                        .collectAsList())
                .extracting(Object::toString)
                .containsExactly("[1,1.50,a]", "[2,2.50,changed]", "[3,null,new]");
        TableSpec strict =
                TableSpec.builder().from(spec).extraColumns(ExtraColumns.REFUSE).build();
        assertThatThrownBy(() -> lake.table(strict))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("column amount is not in the spec");
    }

    @Test
    void aSpecOfAnAdoptedTableNeverCreatesIt(Lakehouse lake) {
        Field<Long> id = Field.bigint("id").required("");
        TableSpec spec = TableSpec.builder()
                .name("raw", "none")
                .adopted(true)
                .addFields(id)
                .build();

        assertThatThrownBy(() -> lake.table(spec)).isExactlyInstanceOf(UnknownTableException.class);
    }

    @Test
    void ownTablesHaveAnySchemaAndPlace(Lakehouse lake) {
        Field<Long> id = Field.bigint("Id").required("");
        TableSpec spec = TableSpec.builder()
                .name("sales eu", "Orders-2025")
                .addFields(id)
                .addKeyFields(id)
                .build();
        TableSpec elsewhere = TableSpec.builder()
                .from(spec)
                .location(lake.warehouse().path("other place/x"))
                .build();

        assertThat(lake.table(spec).location()).isEqualTo(lake.warehouse().root() + "/sales eu/Orders-2025");
        assertThat(lake.table(elsewhere).location()).isEqualTo(lake.warehouse().root() + "/other place/x");
        assertThat(lake.table(elsewhere)
                        .upsert()
                        .execute(lake.spark().range(3).toDF())
                        .rowsInserted())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CLUSTER BY (name) | '' | clustered by (name)
            '' | OPTIMIZE $ ZORDER BY (name, id) | z-ordered by (name, id), as its owner last did
            '' | '' | without an order, so files are compacted only
            """)
    void optimizesInTheOrderOfTheTable(String layout, String command, String order, Lakehouse lake) {
        TableLocation location = lake.warehouse().path("raw/ordered");
        String table = "delta.`" + location + "`";
        lake.spark().sql("CREATE TABLE " + table + " (id BIGINT, name STRING) USING delta " + layout);
        for (int batch = 0; batch < 4; batch++) {
            lake.spark().sql("INSERT INTO " + table + " SELECT id, concat('n', id) FROM range(10)");
            if (!command.isEmpty()) {
                lake.spark().sql(command.replace("$", table));
            }
        }

        assertThat(lake.adopt(location).open().optimize().plan().order()).isEqualTo(order);
    }

    @Test
    void typedFieldsOfTheSpecFilter(Lakehouse lake) {
        LakehouseTable table = lake.adopt(orders).open();
        Field<Long> id = table.spec().field("order_id", FieldType.LONG);

        assertThat(table.read(id.is(2L)).count()).isEqualTo(1);
        assertThat(table.delete(id.is(2L)).execute().rowsDeleted()).isEqualTo(1);
    }
}
