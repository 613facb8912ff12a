package io.lakehouse.delta.feed;

import static io.lakehouse.delta.feed.Customers.EMAIL;
import static io.lakehouse.delta.feed.Customers.ID;
import static io.lakehouse.delta.feed.Customers.LSN;
import static io.lakehouse.delta.feed.Customers.NAME;
import static io.lakehouse.delta.feed.Customers.OP;
import static io.lakehouse.delta.feed.Customers.contents;
import static io.lakehouse.delta.feed.Customers.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Upsert;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events that carry only some fields leave the others of a row as they are. */
@ExtendWith(LakehouseFixture.class)
class PartialRowsIT {

    private static final Field<String> PHONE = Field.string("phone").optional("number");
    private static final Field<Integer> DIGITS =
            Field.integer("digits").derivedFrom(PHONE, org.apache.spark.sql.functions::length);
    private static final Field<Map<String, @Nullable Long>> FIELD_LSN =
            Field.map("field_lsn", FieldType.STRING, FieldType.LONG);
    private static final TableSpec CUSTOMERS = TableSpec.builder()
            .name("sales", "customers")
            .addFields(ID, NAME, EMAIL, PHONE, DIGITS, LSN)
            .addKeyFields(ID)
            .addQualityRules(QualityRule.quarantine(
                    "reachable", EMAIL.col().isNotNull().or(PHONE.col().isNotNull()), "nobody can be reached"))
            .build();
    private static final TableSpec ORDERED = TableSpec.builder()
            .from(CUSTOMERS)
            .name("sales", "ordered_customers")
            .addFields(FIELD_LSN)
            .build();

    @Test
    void keepsTheValuesThatAnEventDoesNotCarry(Lakehouse lake) {
        LakehouseTable table = table(lake);

        UpsertResult result = table.upsert()
                .keepingOldWhereNull(NAME, EMAIL, PHONE)
                .execute(sql(
                        lake, "1L id, cast(null as string) name, 'ann@new' email, cast(null as string) phone, 9L lsn"));

        assertThat(result.rowsUpdated()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("1 Ann ann@new 111 3 9", "2 Bob bob@x 22 2 2");
    }

    @Test
    void theSourceNeedNotHaveTheFieldsThatAreKept(Lakehouse lake) {
        LakehouseTable table = table(lake);

        table.upsert().keepingOldWhereNull(NAME, EMAIL, PHONE).execute(sql(lake, "1L id, '1234' phone, 9L lsn"));

        assertThat(contents(table)).contains("1 Ann ann@x 1234 4 9");
    }

    @Test
    void anEventThatChangesNothingCommitsNothing(Lakehouse lake) {
        LakehouseTable table = table(lake);

        UpsertResult result =
                table.upsert().keepingOldWhereNull(NAME, EMAIL, PHONE).execute(sql(lake, "1L id, '111' phone, 1L lsn"));

        assertThat(result)
                .extracting(UpsertResult::committed, UpsertResult::rowsUnchanged)
                .containsExactly(false, 1L);
    }

    @Test
    void setsAFieldToNullWhereTheFeedSaysSo(Lakehouse lake) {
        LakehouseTable table = table(lake);
        Field<Boolean> cleared = Field.bool("email_cleared");

        table.upsert()
                .keepingOldWhereNull(NAME, EMAIL, PHONE)
                .nullWhere(EMAIL, cleared.is(true))
                .execute(sql(
                        lake, "id, cast(null as string) email, id = 1 email_cleared, 9L lsn from values 1L, 2L t(id)"));

        assertThat(contents(table)).containsExactly("1 Ann null 111 3 9", "2 Bob bob@x 22 2 9");
    }

    @Test
    void takesTheFieldsThatAnEventNames(Lakehouse lake) {
        LakehouseTable table = table(lake);
        Field<List<@Nullable String>> changed = Field.array("changed", FieldType.STRING);

        table.upsert()
                .latestBy(LSN)
                .updatingFieldsIn(changed)
                .execute(sql(
                        lake,
                        "1L id, 'ignored' name, cast(null as string) email, array('EMAIL', 'other') changed, 9L lsn"));

        assertThat(contents(table)).contains("1 Ann null 111 3 9");
    }

    @Test
    void updatesOnlyTheFieldsThatItIsAskedTo(Lakehouse lake) {
        LakehouseTable table = table(lake);

        table.upsert()
                .updatingOnly(EMAIL)
                .execute(sql(
                        lake,
                        "* from values (1L, 'other', 'ann@new', '9', 1L), (3L, 'Cid', 'cid@x', '333', 3L)"
                                + " t(id, name, email, phone, lsn)"));

        assertThat(contents(table))
                .containsExactly("1 Ann ann@new 111 3 1", "2 Bob bob@x 22 2 2", "3 Cid cid@x 333 3 3");
    }

    @Test
    void foldsSeveralEventsOfOneKey(Lakehouse lake) {
        LakehouseTable table = ordered(lake);

        UpsertResult result = feed(table)
                .execute(sql(
                        lake,
                        "* from values ('u', 1L, null, null, '7', 7L), ('u', 1L, null, 'ann@6', null, 6L),"
                                + " ('u', 1L, null, 'ann@5', '5', 5L), ('u', 3L, 'Cid', 'gone@1', '1', 1L),"
                                + " ('d', 3L, null, null, null, 2L), ('u', 3L, 'Dan', null, '3', 3L)"
                                + " t(op, id, name, email, phone, lsn)"));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated, UpsertResult::rowsSuperseded)
                .containsExactly(1L, 1L, 4L);
        assertThat(contents(table))
                .containsExactly(
                        "1 Ann ann@6 7 1 7 Map(name -> 1, email -> 6)",
                        "2 Bob bob@x 22 2 2 null",
                        "3 Dan null 3 1 3 Map(email -> 2)");
    }

    @Test
    void aLateEventSetsTheFieldsThatNoLaterOneDid(Lakehouse lake) {
        LakehouseTable table = ordered(lake);
        feed(table).execute(sql(lake, "'u' op, 1L id, '9' phone, 9L lsn"));

        feed(table).execute(sql(lake, "'u' op, 1L id, 'ann@5' email, '5' phone, 5L lsn"));

        assertThat(contents(table)).contains("1 Ann ann@5 9 1 9 Map(name -> 1, email -> 5)");
    }

    @Test
    void withoutOrdersOfFieldsALateEventChangesNothing(Lakehouse lake) {
        LakehouseTable table = table(lake);
        Upsert feed = table.upsert().latestBy(LSN).keepingOldWhereNull(NAME, EMAIL, PHONE);
        feed.execute(sql(lake, "1L id, '9' phone, 9L lsn"));

        UpsertResult late = feed.execute(sql(lake, "1L id, 'ann@5' email, '5' phone, 5L lsn"));

        assertThat(late)
                .extracting(UpsertResult::committed, UpsertResult::rowsSuperseded)
                .containsExactly(false, 1L);
    }

    @Test
    void refusesANewRowThatLacksARequiredField(Lakehouse lake) {
        LakehouseTable table = table(lake);

        assertThatThrownBy(() -> table.upsert()
                        .keepingOldWhereNull(NAME, EMAIL, PHONE)
                        .execute(sql(lake, "7L id, '7' phone, 9L lsn")))
                .isInstanceOf(MissingValueException.class)
                .hasMessageContaining("1 rows are NULL in a required field");
        assertThat(contents(table)).hasSize(2);
    }

    @Test
    void judgesTheRowThatAnEventLeaves(Lakehouse lake) {
        LakehouseTable table = table(lake);
        Field<List<@Nullable String>> changed = Field.array("changed", FieldType.STRING);
        table.upsert()
                .updatingFieldsIn(changed)
                .execute(sql(lake, "1L id, cast(null as string) email, array('email') changed, 9L lsn"));

        assertThatThrownBy(() -> table.upsert()
                        .updatingFieldsIn(changed)
                        .execute(sql(lake, "1L id, cast(null as string) phone, array('phone') changed, 9L lsn")))
                .isInstanceOf(RuleViolationException.class)
                .hasMessageContaining("1 rows violate reachable");
    }

    @Test
    void refusesWrongUse(Lakehouse lake) {
        LakehouseTable table = table(lake);

        assertThatThrownBy(() -> table.upsert().keepingOldWhereNull(ID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("id is part of the key");
        assertThatThrownBy(() -> table.upsert().keepingOldWhereNull(OP)).hasMessageContaining("op");
        assertThatThrownBy(() -> table.upsert().updatingOnly(EMAIL).insertingOnly())
                .hasMessageContaining("insertingOnly() contradicts");
        assertThatThrownBy(() -> table.upsert()
                        .updatingOnly(EMAIL)
                        .nullWhere(PHONE, OP.is("x"))
                        .execute(sql(lake, "1L id")))
                .hasMessageContaining("nullWhere(...) means nothing without keepingOldWhereNull(phone)");
        assertThatThrownBy(() -> ordered(lake)
                        .upsert()
                        .updatingOnly(EMAIL)
                        .keepingOrderIn(FIELD_LSN)
                        .execute(sql(lake, "1L id")))
                .hasMessageContaining("needs latestBy(...) with one field");
        assertThatThrownBy(() -> table.upsert().keepingOldWhereNull(EMAIL).execute(sql(lake, "1L id, 1L lsn")))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("column name is missing; column phone is missing");
    }

    private static Upsert feed(LakehouseTable table) {
        return table.upsert()
                .latestBy(LSN)
                .deletingWhere(OP.is("d"))
                .keepingOldWhereNull(NAME, EMAIL, PHONE)
                .keepingOrderIn(FIELD_LSN);
    }

    private static Dataset<Row> sql(Lakehouse lake, String select) {
        return lake.spark().sql("select " + select);
    }

    private static LakehouseTable table(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().execute(batch(lake));
        return table;
    }

    private static LakehouseTable ordered(Lakehouse lake) {
        LakehouseTable table = lake.table(ORDERED);
        feed(table).execute(batch(lake).selectExpr("'u' op", "*"));
        return table;
    }

    private static Dataset<Row> batch(Lakehouse lake) {
        return rows(lake, "(1, 'Ann', 'ann@x', 1)", "(2, 'Bob', 'bob@x', 2)")
                .selectExpr("*", "repeat(id, if(id = 1, 3, 2)) phone");
    }
}
