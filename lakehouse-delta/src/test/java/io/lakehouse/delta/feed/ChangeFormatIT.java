package io.lakehouse.delta.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InexactCastException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.ChangeFormat;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Upsert;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The messages of Debezium, DMS and plain feeds become rows of the table, exactly or not at all. */
@ExtendWith(LakehouseFixture.class)
class ChangeFormatIT {

    private static final Field<Long> ID = Field.bigint("id").required("key");
    private static final Field<String> NAME = Field.string("name").optional("text");
    private static final Field<BigDecimal> PRICE = Field.decimal("price", 18, 2).optional("EUR");
    private static final Field<Instant> SINCE = Field.timestamp("since").optional("UTC");
    private static final Field<LocalDate> BORN = Field.date("born").optional("day");
    private static final Field<Long> LSN = Field.bigint("lsn").optional("order");
    private static final TableSpec ITEMS = TableSpec.builder()
            .name("sales", "items")
            .addFields(ID, NAME, PRICE, SINCE, BORN, LSN)
            .addKeyFields(ID)
            .build();
    private static final ChangeFormat DEBEZIUM = ChangeFormat.debezium().with(LSN, "source.lsn");

    @Test
    void readsDebezium(Lakehouse lake) {
        LakehouseTable table = lake.table(ITEMS);

        UpsertResult result = apply(
                table,
                DEBEZIUM.instantsIn(ChronoUnit.MICROS),
                lake,
                "{'before':null,'after':{'id':1,'name':'a','price':12.50,'since':1740787200123456,'born':20148},"
                        + "'source':{'lsn':10},'op':'c','ts_ms':1}",
                "{'schema':{},'payload':{'before':null,'after':{'id':2,'name':'b','price':'0.10',"
                        + "'since':'2025-03-01T00:00:00Z','born':'2025-03-01'},'source':{'lsn':11},'op':'r'}}",
                "{'before':{'id':2},'after':null,'source':{'lsn':12},'op':'d'}",
                null,
                "{'op':'m','source':{'lsn':13}}",
                "{'before':null,'after':{'id':9007199254740993,'name':null,'price':null,'since':null,'born':null},"
                        + "'source':{'lsn':14},'op':'u'}");

        assertThat(result.rowsInserted()).isEqualTo(2);
        assertThat(lines(table))
                .containsExactly(
                        "1 a 12.50 2025-03-01 00:00:00.123456 2025-03-01 10",
                        "9007199254740993 null null null null 14");
    }

    @Test
    void readsDms(Lakehouse lake) {
        LakehouseTable table = lake.table(ITEMS);
        ChangeFormat dms = ChangeFormat.dms().with(LSN, "metadata.stream-position");

        apply(
                table,
                dms,
                lake,
                "{'metadata':{'record-type':'control','operation':'create-table'}}",
                "{'data':{'id':1,'name':'a','price':1,'since':'2025-03-01T00:00:00Z','born':null},"
                        + "'metadata':{'record-type':'data','operation':'load','stream-position':1}}",
                "{'data':{'id':2,'name':'b'},'metadata':{'record-type':'data','operation':'insert','stream-position':2}}",
                "{'data':{'id':1},'metadata':{'record-type':'data','operation':'delete','stream-position':3}}");

        assertThat(lines(table)).containsExactly("2 b null null null 2");
    }

    @Test
    void readsPlainOperations(Lakehouse lake) {
        LakehouseTable table = lake.table(ITEMS);

        apply(
                table,
                ChangeFormat.operationIn("Op", "D", "DEL"),
                lake,
                "{'Op':'I','id':1,'name':'a','lsn':1}",
                "{'Op':'I','id':2,'name':'b','lsn':2}",
                "{'Op':'DEL','id':1,'lsn':3}");

        assertThat(lines(table)).containsExactly("2 b null null null 2");
    }

    @Test
    void roundsNothing(Lakehouse lake) {
        LakehouseTable table = lake.table(ITEMS);

        assertThatThrownBy(() ->
                        apply(table, DEBEZIUM, lake, "{'after':{'id':1,'price':3.999},'source':{'lsn':1},'op':'c'}"))
                .isInstanceOf(InexactCastException.class)
                .hasMessageContaining("3.999");
        assertThatThrownBy(() -> apply(table, DEBEZIUM, lake, "{'after':{'id':1.5},'source':{'lsn':1},'op':'c'}"))
                .isInstanceOf(InexactCastException.class)
                .hasMessageContaining("1.5");
    }

    @Test
    void refusesWhatItCannotRead(Lakehouse lake) {
        LakehouseTable table = lake.table(ITEMS);

        assertThatThrownBy(() -> apply(table, DEBEZIUM, lake, "{'source':{'lsn':1},'op':'t'}"))
                .hasStackTraceContaining("the source table was truncated: {\"source\":{\"lsn\":1},\"op\":\"t\"}");
        assertThatThrownBy(() -> apply(table, DEBEZIUM, lake, "{'id':1}"))
                .hasStackTraceContaining("there is no op in the message");
        assertThatThrownBy(() -> apply(table, DEBEZIUM, lake, "{'op':'u','source':{'lsn':1}}"))
                .hasStackTraceContaining("there is no row in");
        assertThatThrownBy(() -> apply(table, DEBEZIUM, lake, "no JSON"))
                .hasStackTraceContaining("it is no JSON of this table: no JSON");
        assertThatThrownBy(() -> apply(table, DEBEZIUM, lake, "{'after':{'id':'x'},'source':{'lsn':1},'op':'c'}"))
                .hasStackTraceContaining("it is no JSON of this table: {\"after\":{\"id\":\"x\"}");
        assertThatThrownBy(() ->
                        apply(table, DEBEZIUM, lake, "{'after':{'id':1,'colour':'red'},'source':{'lsn':1},'op':'c'}"))
                .hasStackTraceContaining("the table sales.items lacks a column of the message");
        assertThatThrownBy(() -> apply(
                        table, DEBEZIUM, lake, "{'after':{'id':1,'since':1740787200123},'source':{'lsn':1},'op':'c'}"))
                .hasStackTraceContaining("the number of an instant has no unit, see instantsIn(...): 1740787200123");
        assertThatThrownBy(() -> DEBEZIUM.instantsIn(ChronoUnit.DAYS)).hasMessageContaining("Invalid unit Days");
        assertThat(lines(table)).isEmpty();
    }

    @Test
    void readsInstantsInTheUnitThatTheyHave(Lakehouse lake) {
        LakehouseTable table = lake.table(ITEMS);

        apply(
                table,
                DEBEZIUM.instantsIn(ChronoUnit.MILLIS),
                lake,
                "{'after':{'id':1,'since':1740787200123},'source':{'lsn':1},'op':'c'}",
                "{'after':{'id':2,'since':-1},'source':{'lsn':1},'op':'c'}");

        assertThat(lines(table))
                .containsExactly(
                        "1 null null 2025-03-01 00:00:00.123 null 1", "2 null null 1969-12-31 23:59:59.999 null 1");
    }

    @Test
    void ignoresWhatItIsAskedTo(Lakehouse lake) {
        LakehouseTable table = lake.table(ITEMS);

        apply(
                table,
                DEBEZIUM.ignoringTruncates().ignoringOtherColumns(),
                lake,
                "{'source':{'lsn':1},'op':'t'}",
                "{'after':{'id':1,'colour':'red'},'source':{'lsn':1},'op':'c'}");

        assertThat(lines(table)).containsExactly("1 null null null null 1");
    }

    private static UpsertResult apply(LakehouseTable table, ChangeFormat format, Lakehouse lake, String... messages) {
        List<String> texts = Arrays.stream(messages)
                .map(text -> text == null ? null : text.replace('\'', '"'))
                .toList();
        Dataset<Row> kafka =
                lake.spark().createDataset(texts, Encoders.STRING()).toDF("value");
        Upsert upsert =
                table.upsert().latestBy(LSN).deletingWhere(ChangeFormat.DELETES).casting();
        return upsert.execute(format.rows(kafka, ITEMS));
    }

    private static List<String> lines(LakehouseTable table) {
        return table
                .read()
                .selectExpr("id", "name", "price", "string(since)", "string(born)", "lsn")
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .sorted()
                .toList();
    }
}
