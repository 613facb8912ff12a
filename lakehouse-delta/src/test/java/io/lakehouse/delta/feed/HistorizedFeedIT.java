package io.lakehouse.delta.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.result.HistorizeResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Historize;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The history that a change feed gives: deletes end versions, and what comes late takes its place. */
@ExtendWith(LakehouseFixture.class)
class HistorizedFeedIT {

    private static final Field<Long> ID = Field.bigint("id").required("customer number");
    private static final Field<String> NAME = Field.string("name").optional("tracked");
    private static final Field<String> PHONE = Field.string("phone").optional("corrected in place");
    private static final Field<Long> LSN = Field.bigint("lsn").optional("order");
    private static final Field<Instant> FROM = Field.timestamp("valid_from").required("inclusive");
    private static final Field<Instant> TO = Field.timestamp("valid_to").optional("exclusive");
    private static final Field<Boolean> CURRENT = Field.bool("is_current").required("no end");
    private static final Field<String> OP = Field.string("op");
    private static final TableSpec HISTORY = TableSpec.builder()
            .name("sales", "customer_history")
            .addFields(ID, NAME, PHONE, LSN, FROM, TO, CURRENT)
            .addKeyFields(ID, FROM)
            .build();

    @Test
    void aDeleteEndsTheCurrentVersion(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        feed(table).execute(events(lake, "('c', 1, 'Ann', 1)", "('c', 2, 'Bob', 1)"));

        HistorizeResult result = feed(table).execute(events(lake, "('d', 1, null, 5)"));

        assertThat(result)
                .extracting(HistorizeResult::versionsAdded, HistorizeResult::versionsChanged)
                .containsExactly(0L, 1L);
        assertThat(versions(table)).containsExactly("1 Ann 1-5", "2 Bob 1-*");
        assertThat(feed(table).execute(events(lake, "('d', 1, null, 5)")).committed())
                .isFalse();
    }

    @Test
    void aLaterVersionBeginsAfterAGap(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        feed(table).execute(events(lake, "('c', 1, 'Ann', 1)", "('d', 1, null, 5)"));

        feed(table).execute(events(lake, "('c', 1, 'Ann', 9)"));

        assertThat(versions(table)).containsExactly("1 Ann 1-5", "1 Ann 9-*");
    }

    @Test
    void aLateVersionEndsWhereTheDeleteWas(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        feed(table).execute(events(lake, "('c', 1, 'Ann', 1)", "('d', 1, null, 5)"));

        table.historize(FROM, TO, CURRENT)
                .execute(events(lake, "('u', 1, 'Anna', 3)").drop("op"));

        assertThat(versions(table)).containsExactly("1 Ann 1-3", "1 Anna 3-5");
    }

    @Test
    void aDeleteThatCameBeforeItsVersionIsRemembered(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        HistorizeResult early = feed(table).execute(events(lake, "('d', 1, null, 5)"));

        feed(table).execute(events(lake, "('c', 1, 'Ann', 3)"));

        assertThat(early.committed()).as("the delete is remembered").isTrue();
        assertThat(versions(table)).containsExactly("1 Ann 3-5");
        assertThat(feed(table).execute(events(lake, "('d', 1, null, 5)")).committed())
                .isFalse();
    }

    @Test
    void aLateDeleteSplitsAVersionThatAnEventConfirmed(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        Historize ordered = feed(table).latestBy(LSN);
        ordered.execute(events(lake, "('c', 1, 'Ann', 1)", "('u', 1, 'Ann', 5)"));

        ordered.execute(events(lake, "('d', 1, null, 3)"));

        assertThat(versions(table)).containsExactly("1 Ann 1-3", "1 Ann 5-*");
    }

    @Test
    void aLateVersionLeavesWhatALaterEventConfirmed(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        Historize ordered = feed(table).latestBy(LSN);
        ordered.execute(events(lake, "('c', 1, 'Ann', 1)"));
        HistorizeResult same = ordered.execute(events(lake, "('u', 1, 'Ann', 5)"));

        ordered.execute(events(lake, "('u', 1, 'Anna', 3)"));

        assertThat(same.versionsAdded()).isZero();
        assertThat(versions(table)).containsExactly("1 Ann 1-3", "1 Ann 5-*", "1 Anna 3-5");
        assertThat(ordered.execute(events(lake, "('u', 1, 'Ann', 5)")).committed())
                .isFalse();
    }

    @Test
    void onlyTrackedFieldsMakeAVersion(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        Historize tracking = table.historize(FROM, TO, CURRENT).trackingChangesIn(NAME);
        tracking.execute(phones(lake, "(1, 'Ann', '1', 1)"));

        HistorizeResult corrected = tracking.execute(phones(lake, "(1, 'Ann', '2', 3)", "(1, 'Ann', '3', 4)"));

        assertThat(corrected)
                .extracting(HistorizeResult::versionsAdded, HistorizeResult::versionsChanged)
                .containsExactly(0L, 1L);
        assertThat(table.read().select("name", "phone").collectAsList().toString())
                .isEqualTo("[[Ann,3]]");
        tracking.execute(phones(lake, "(1, 'Anna', '4', 5)"));
        assertThat(versions(table)).containsExactly("1 Ann 1-5", "1 Anna 5-*");
        assertThat(tracking.execute(phones(lake, "(1, 'Anna', '4', 5)")).committed())
                .isFalse();
    }

    @Test
    void correctsFieldsThatAreNotTrackedInTheVersionOfTheSameInstant(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        Historize tracking = table.historize(FROM, TO, CURRENT).trackingChangesIn(NAME);
        tracking.execute(phones(lake, "(1, 'Ann', '1', 1)"));

        tracking.execute(phones(lake, "(1, 'Ann', '2', 1)"));

        assertThat(table.read().first().getAs("phone").toString()).isEqualTo("2");
    }

    @Test
    void whatIsRememberedCorrectsNothing(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        Historize tracking =
                table.historize(FROM, TO, CURRENT).trackingChangesIn(NAME).latestBy(LSN);
        tracking.execute(phones(lake, "(1, 'Ann', '1', 1)"));
        tracking.execute(phones(lake, "(1, 'Ann', '1', 4)"));

        tracking.execute(phones(lake, "(1, 'Ann', '2', 2)"));

        assertThat(table.read().first().getAs("phone").toString()).isEqualTo("2");
    }

    @Test
    void forgetsOnRequest(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        feed(table).execute(events(lake, "('d', 1, null, 5)"));
        feed(table).rememberingDeletes(Duration.ZERO).execute(events(lake, "('c', 2, 'Bob', 1)"));

        feed(table).execute(events(lake, "('c', 1, 'Ann', 3)"));

        assertThat(versions(table)).containsExactly("1 Ann 3-*", "2 Bob 1-*");
    }

    @Test
    void aSnapshotEndsWhatItDoesNotHave(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        Historize history = table.historize(FROM, TO, CURRENT).ignoringChangesIn(LSN);
        history.execute(events(lake, "('c', 1, 'Ann', 1)", "('c', 2, 'Bob', 1)").drop("op"));

        history.closingOthers(day(4)).execute(events(lake, "('c', 1, 'Ann', 4)").drop("op"));

        assertThat(versions(table)).containsExactly("1 Ann 1-*", "2 Bob 1-4");
        assertThat(history.closingOthers(day(5))
                        .execute(events(lake, "('c', 1, 'Ann', 5)").drop("op"))
                        .committed())
                .isFalse();
    }

    @Test
    void refusesASnapshotThatWouldEndTooMuch(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);
        Historize history = table.historize(FROM, TO, CURRENT);
        history.execute(events(lake, "('c', 1, 'Ann', 1)", "('c', 2, 'Bob', 1)").drop("op"));
        Dataset<Row> other = events(lake, "('c', 3, 'Cid', 4)").drop("op");

        assertThatThrownBy(() -> history.closingOthers(day(4)).execute(other))
                .isInstanceOf(RuleViolationException.class)
                .hasMessageContaining("it would close 2 of 2 versions, more than 50 %");
        assertThatThrownBy(() -> history.closingOthers(day(4)).execute(other.limit(0)))
                .isInstanceOf(RuleViolationException.class)
                .hasMessageContaining("closingAtMost(100)");

        history.closingOthers(day(4)).closingAtMost(100).execute(other);
        assertThat(versions(table)).containsExactly("1 Ann 1-4", "2 Bob 1-4", "3 Cid 4-*");
    }

    @Test
    void refusesWrongUse(Lakehouse lake) {
        LakehouseTable table = lake.table(HISTORY);

        assertThatThrownBy(() -> table.historize(FROM, TO, CURRENT)
                        .trackingChangesIn(NAME)
                        .ignoringChangesIn(PHONE))
                .hasMessageContaining("ignoringChangesIn(...) contradicts trackingChangesIn(...)");
        assertThatThrownBy(() -> table.historize(FROM, TO, CURRENT).trackingChangesIn(OP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("op");
        assertThatThrownBy(() -> feed(table).closingOthers(day(1)))
                .hasMessageContaining("closingOthers(...) contradicts deletingWhere(...)");
        assertThatThrownBy(() -> feed(table).rememberingDeletes(Duration.ofDays(-1)))
                .hasMessageContaining("less than no time");
        assertThatThrownBy(() -> feed(table).execute(events(lake, "('c', 1, 'Ann', 1)", "('c', 1, 'Bob', 1)")))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("or declare an order with latestBy(...)");
    }

    private static Historize feed(LakehouseTable table) {
        return table.historize(FROM, TO, CURRENT).deletingWhere(OP.is("d"));
    }

    private static Instant day(int day) {
        return Instant.parse("2025-03-01T00:00:00Z").plus(Duration.ofDays(day));
    }

    /** Events as SQL values of op, id, name and day. */
    private static Dataset<Row> events(Lakehouse lake, String... values) {
        return lake.spark()
                .sql("select cast(op as string) op, cast(id as bigint) id, cast(name as string) name,"
                        + " cast(null as string) phone, cast(day as bigint) lsn,"
                        + " timestamp'2025-03-01T00:00:00Z' + make_interval(0, 0, 0, day) valid_from from values "
                        + String.join(", ", values) + " as t(op, id, name, day)");
    }

    private static Dataset<Row> phones(Lakehouse lake, String... values) {
        return lake.spark()
                .sql("select cast(id as bigint) id, name, phone, cast(day as bigint) lsn,"
                        + " timestamp'2025-03-01T00:00:00Z' + make_interval(0, 0, 0, day) valid_from from values "
                        + String.join(", ", values) + " as t(id, name, phone, day)");
    }

    /** Lines {@code id name from-to}, in days, a star for the current version. */
    static List<String> versions(LakehouseTable table) {
        return table
                .read()
                .selectExpr("concat(id, ' ', coalesce(name, '-'), ' ',"
                        + " datediff(valid_from, '2025-03-01'), '-', coalesce(string(datediff(valid_to, '2025-03-01')), ''),"
                        + " if(is_current, '*', '')) line")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }
}
