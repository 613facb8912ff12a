package io.lakehouse.delta.feed;

import static io.lakehouse.delta.feed.Customers.CUSTOMERS;
import static io.lakehouse.delta.feed.Customers.GONE;
import static io.lakehouse.delta.feed.Customers.LSN;
import static io.lakehouse.delta.feed.Customers.MARKED;
import static io.lakehouse.delta.feed.Customers.NAME;
import static io.lakehouse.delta.feed.Customers.OP;
import static io.lakehouse.delta.feed.Customers.contents;
import static io.lakehouse.delta.feed.Customers.events;
import static io.lakehouse.delta.feed.Customers.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Upsert;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events of a change feed delete rows, and what comes later but happened before does not bring them back. */
@ExtendWith(LakehouseFixture.class)
class DeletesIT {

    @Test
    void deletesInsertsAndUpdatesInOneCommit(Lakehouse lake) {
        LakehouseTable table = table(lake);

        UpsertResult result = feed(table)
                .execute(events(
                        lake,
                        "('d', 1, null, null, 10)",
                        "('u', 2, 'Bob', 'bob@new', 11)",
                        "('c', 4, 'Dan', null, 12)",
                        "('d', 5, null, null, 13)"));

        assertThat(result)
                .extracting(
                        UpsertResult::rowsInserted,
                        UpsertResult::rowsUpdated,
                        UpsertResult::rowsDeleted,
                        UpsertResult::rowsUnchanged,
                        UpsertResult::rowsSuperseded)
                .containsExactly(1L, 1L, 1L, 1L, 0L);
        assertThat(contents(table)).containsExactly("2 Bob bob@new 11", "3 Cid null 3", "4 Dan null 12");
        assertThat(table.state().version()).isEqualTo(2);
    }

    @Test
    void aFileWhoseRowsAreAllDeletedIsReplacedByNone(Lakehouse lake) {
        LakehouseTable table = table(lake);

        UpsertResult result = feed(table)
                .execute(events(
                        lake, "('d', 1, null, null, 10)", "('d', 2, null, null, 10)", "('d', 3, null, null, 10)"));

        assertThat(result)
                .extracting(UpsertResult::rowsDeleted, UpsertResult::filesRemoved, UpsertResult::filesAdded)
                .containsExactly(3L, 1L, 0L);
        assertThat(table.state().files()).isZero();
    }

    @Test
    void planSaysWhatAFeedWouldDo(Lakehouse lake) {
        LakehouseTable table = table(lake);

        WritePlan plan = feed(table).plan(events(lake, "('d', 1, null, null, 10)", "('u', 2, 'Bob', 'bob@new', 11)"));

        assertThat(plan)
                .extracting(WritePlan::rowsToWrite, WritePlan::rowsToRemove)
                .containsExactly(1L, 2L);
        assertThat(contents(table)).hasSize(3);
    }

    @Test
    void anEventOlderThanADeleteDoesNotBringTheRowBack(Lakehouse lake) {
        LakehouseTable table = table(lake);
        feed(table).execute(events(lake, "('d', 1, null, null, 10)"));

        UpsertResult late = feed(table).execute(events(lake, "('u', 1, 'Ann', 'ann@old', 9)"));

        assertThat(late)
                .extracting(UpsertResult::committed, UpsertResult::rowsSuperseded)
                .containsExactly(false, 1L);
        assertThat(contents(table)).containsExactly("2 Bob bob@x 2", "3 Cid null 3");
    }

    @Test
    void norDoesOneWhoseDeleteCameBeforeTheRow(Lakehouse lake) {
        LakehouseTable table = table(lake);
        UpsertResult early = feed(table).execute(events(lake, "('d', 7, null, null, 10)"));

        feed(table).execute(events(lake, "('c', 7, 'Eve', null, 9)", "('c', 8, 'Fay', null, 9)"));

        assertThat(early.committed()).as("the delete is remembered").isTrue();
        assertThat(early.rowsUnchanged()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("1 Ann ann@x 1", "2 Bob bob@x 2", "3 Cid null 3", "8 Fay null 9");
    }

    @Test
    void anUpsertWithoutDeletesRemembersThemToo(Lakehouse lake) {
        LakehouseTable table = table(lake);
        feed(table).execute(events(lake, "('d', 1, null, null, 10)"));

        table.upsert().latestBy(LSN).execute(rows(lake, "(1, 'Ann', 'ann@old', 9)"));

        assertThat(contents(table)).containsExactly("2 Bob bob@x 2", "3 Cid null 3");
    }

    @Test
    void aLaterEventInsertsTheRowAgain(Lakehouse lake) {
        LakehouseTable table = table(lake);
        feed(table).execute(events(lake, "('d', 1, null, null, 10)"));

        UpsertResult again = feed(table).execute(events(lake, "('c', 1, 'Ann', 'ann@new', 11)"));

        assertThat(again.rowsInserted()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("1 Ann ann@new 11", "2 Bob bob@x 2", "3 Cid null 3");
    }

    @Test
    void anOldDeleteLeavesALaterRowAlone(Lakehouse lake) {
        LakehouseTable table = table(lake);
        feed(table).execute(events(lake, "('u', 1, 'Ann', 'ann@new', 11)"));

        UpsertResult late = feed(table).execute(events(lake, "('d', 1, null, null, 10)"));

        assertThat(late)
                .extracting(UpsertResult::committed, UpsertResult::rowsSuperseded)
                .containsExactly(false, 1L);
        assertThat(contents(table)).contains("1 Ann ann@new 11");
    }

    @Test
    void aDeleteCountsMoreThanAnEventOfTheSameOrder(Lakehouse lake) {
        LakehouseTable table = table(lake);

        feed(table).execute(events(lake, "('u', 1, 'Ann', 'z', 10)", "('d', 1, null, null, 10)"));
        feed(table).execute(events(lake, "('u', 1, 'Ann', 'z', 10)", "('u', 2, 'Bob', 'z', 10)"));
        feed(table).execute(events(lake, "('d', 2, null, null, 10)"));

        assertThat(contents(table)).containsExactly("3 Cid null 3");
    }

    @Test
    void aRepeatedBatchCommitsNothing(Lakehouse lake) {
        LakehouseTable table = table(lake);
        String[] batch = {"('d', 1, null, null, 10)", "('d', 9, null, null, 10)", "('c', 4, 'Dan', null, 10)"};
        feed(table).execute(events(lake, batch));
        long version = table.state().version();

        UpsertResult again = feed(table).execute(events(lake, batch));

        assertThat(again.committed()).isFalse();
        assertThat(table.state().version()).isEqualTo(version);
    }

    @Test
    void withoutAnOrderTheLastBatchCounts(Lakehouse lake) {
        LakehouseTable table = table(lake);
        Upsert unordered = table.upsert().deletingWhere(OP.is("d"));
        unordered.execute(events(lake, "('d', 1, null, null, 10)", "('d', 9, null, null, 10)"));

        unordered.execute(events(lake, "('u', 1, 'Ann', 'ann@old', 9)"));

        assertThat(contents(table)).contains("1 Ann ann@old 9");
    }

    @Test
    void marksDeletedRowsInsteadOfRemovingThem(Lakehouse lake) {
        LakehouseTable table = lake.table(MARKED);
        Upsert feed = table.upsert().latestBy(LSN).deletingWhere(OP.is("d")).markingDeleted(GONE);
        feed.execute(events(lake, "('c', 1, 'Ann', 'ann@x', 1)", "('c', 2, 'Bob', 'bob@x', 2)"));

        UpsertResult marked = feed.execute(events(lake, "('d', 1, null, null, 10)", "('d', 3, null, null, 10)"));
        feed.execute(events(lake, "('u', 1, 'Ann', 'late', 9)", "('c', 3, 'Cid', 'late', 9)"));

        assertThat(marked)
                .extracting(UpsertResult::rowsDeleted, UpsertResult::rowsUnchanged)
                .containsExactly(1L, 1L);
        assertThat(contents(table)).containsExactly("1 Ann ann@x 10 true", "2 Bob bob@x 2 false", "3 Cid late 10 true");
        assertThat(feed.execute(events(lake, "('d', 1, null, null, 10)")).committed())
                .isFalse();
        feed.execute(events(lake, "('u', 1, 'Ann', 'back', 11)"));
        assertThat(contents(table)).containsExactly("1 Ann back 11 false", "2 Bob bob@x 2 false", "3 Cid late 10 true");
    }

    @Test
    void marksARowHoweverItsEventsAreCutIntoBatches(Lakehouse lake) {
        LakehouseTable table = lake.table(MARKED);
        Upsert feed = table.upsert().latestBy(LSN).deletingWhere(OP.is("d")).markingDeleted(GONE);

        feed.execute(events(lake, "('c', 1, 'Ann', 'ann@x', 9)", "('d', 1, null, null, 10)"));
        feed.execute(events(lake, "('d', 2, null, null, 10)"));
        assertThat(feed.execute(events(lake, "('d', 2, null, null, 10)")).committed())
                .isFalse();
        feed.execute(events(lake, "('c', 2, 'Ann', 'ann@x', 9)"));
        feed.execute(events(lake, "('c', 3, 'Ann', 'ann@x', 9)"));
        feed.execute(events(lake, "('d', 3, null, null, 10)"));

        assertThat(contents(table))
                .containsExactly("1 Ann ann@x 10 true", "2 Ann ann@x 10 true", "3 Ann ann@x 10 true");
    }

    @Test
    void refusesARowThatNeitherDeletesNorIsComplete(Lakehouse lake) {
        LakehouseTable table = table(lake);

        assertThatThrownBy(
                        () -> feed(table).execute(events(lake, "('u', 1, null, null, 10)", "('d', 2, null, null, 10)")))
                .isInstanceOf(MissingValueException.class)
                .hasMessageContaining("1 rows are NULL in a required field");
        assertThatThrownBy(() -> feed(table).execute(events(lake, "('d', 2, null, null, null)")))
                .isInstanceOf(MissingValueException.class);
        assertThatThrownBy(() -> feed(table).execute(events(lake, "('d', null, null, null, 10)")))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void refusesAFeedWithoutTheFieldOfTheFilter(Lakehouse lake) {
        LakehouseTable table = table(lake);

        assertThatThrownBy(() -> feed(table).execute(rows(lake, "(1, 'Ann', null, 10)")))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("column op of the change feed is missing");
    }

    @Test
    void refusesSettingsThatContradictEachOther(Lakehouse lake) {
        LakehouseTable table = table(lake);

        assertThatThrownBy(() -> feed(table).insertingOnly())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("insertingOnly() contradicts deletingWhere(...)");
        assertThatThrownBy(
                        () -> lake.table(MARKED).upsert().markingDeleted(GONE).execute(rows(lake, "(1, 'a', 'b', 1)")))
                .hasMessageContaining("markingDeleted(...) means nothing without deletingWhere(...)");
        assertThatThrownBy(() ->
                        table.upsert().rememberingDeletes(Duration.ofDays(1)).execute(rows(lake, "(1, 'a', 'b', 1)")))
                .hasMessageContaining("rememberingDeletes(...) means nothing without");
        assertThatThrownBy(() -> table.upsert().latestBy(OP)).hasMessageContaining("op");
        assertThat(NAME.isRequired()).isTrue();
    }

    private static LakehouseTable table(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().execute(rows(lake, "(1, 'Ann', 'ann@x', 1)", "(2, 'Bob', 'bob@x', 2)", "(3, 'Cid', null, 3)"));
        return table;
    }

    private static Upsert feed(LakehouseTable table) {
        return table.upsert().latestBy(LSN).deletingWhere(OP.is("d"));
    }
}
