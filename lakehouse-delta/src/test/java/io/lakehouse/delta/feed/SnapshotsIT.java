package io.lakehouse.delta.feed;

import static io.lakehouse.delta.feed.Customers.CUSTOMERS;
import static io.lakehouse.delta.feed.Customers.EMAIL;
import static io.lakehouse.delta.feed.Customers.GONE;
import static io.lakehouse.delta.feed.Customers.ID;
import static io.lakehouse.delta.feed.Customers.LSN;
import static io.lakehouse.delta.feed.Customers.MARKED;
import static io.lakehouse.delta.feed.Customers.NAME;
import static io.lakehouse.delta.feed.Customers.contents;
import static io.lakehouse.delta.feed.Customers.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.RowsOutsideFilterException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.delta.DeltaSettings;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source that is a full snapshot says of every row whether it is still there. A source of new rows changes none. */
@ExtendWith(LakehouseFixture.class)
class SnapshotsIT {

    @Test
    void deletesWhatTheSnapshotDoesNotHave(Lakehouse lake) {
        LakehouseTable table = table(lake);

        UpsertResult result = table.upsert()
                .deletingOthers()
                .execute(rows(lake, "(1, 'Ann', 'ann@x', 1)", "(2, 'Bob', 'bob@new', 9)", "(5, 'Eve', null, 9)"));

        assertThat(result)
                .extracting(
                        UpsertResult::rowsInserted,
                        UpsertResult::rowsUpdated,
                        UpsertResult::rowsDeleted,
                        UpsertResult::rowsUnchanged)
                .containsExactly(1L, 1L, 2L, 1L);
        assertThat(contents(table)).containsExactly("1 Ann ann@x 1", "2 Bob bob@new 9", "5 Eve null 9");
    }

    @Test
    void deletesThemByManyTasksToo(Lakehouse lake, @TempDir Path folder) {
        SparkSession spark = lake.spark().newSession();
        spark.conf().set(DeltaSettings.ONE_TASK_BYTES.key(), "0");
        deletesWhatTheSnapshotDoesNotHave(Lakehouse.on(spark, Warehouse.at(folder)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8m", "0"})
    void deletesEveryRowOfAKeyThatTheTableHasTwice(String oneTaskBytes, Lakehouse shared, @TempDir Path folder) {
        SparkSession spark = shared.spark().newSession();
        spark.conf().set(DeltaSettings.ONE_TASK_BYTES.key(), oneTaskBytes);
        Lakehouse lake = Lakehouse.on(spark, Warehouse.at(folder));
        LakehouseTable table = table(lake);
        rows(lake, "(2, 'Bob', 'bob@x', 2)")
                .write()
                .format("delta")
                .mode("append")
                .save(table.location());

        UpsertResult result =
                table.upsert().deletingOthers().deletingAtMost(100).execute(rows(lake, "(1, 'Ann', 'ann@x', 1)"));

        assertThat(contents(table)).containsExactly("1 Ann ann@x 1");
        assertThat(result.filesRemoved()).isEqualTo(2);
    }

    @Test
    void theSameSnapshotCommitsNothing(Lakehouse lake) {
        LakehouseTable table = table(lake);
        Dataset<Row> snapshot = rows(lake, "(1, 'Ann', 'ann@x', 1)", "(2, 'Bob', 'bob@x', 2)");
        table.upsert().deletingOthers().execute(snapshot);

        UpsertResult again = table.upsert().deletingOthers().execute(snapshot);

        assertThat(again.committed()).isFalse();
        assertThat(again.rowsUnchanged()).isEqualTo(2);
    }

    @Test
    void aSnapshotOfPartOfTheTableLeavesTheRestAlone(Lakehouse lake) {
        LakehouseTable table = table(lake);

        UpsertResult result = table.upsert()
                .deletingOthers(NAME.in(java.util.List.of("Ann", "Bob")))
                .execute(rows(lake, "(2, 'Bob', 'bob@x', 2)"));

        assertThat(result.rowsDeleted()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("2 Bob bob@x 2", "3 Cid null 3", "4 Dan null 4");
    }

    @Test
    void aScopeOfTheKeyReadsOnlyWhatItCovers(Lakehouse lake) {
        LakehouseTable table = table(lake);

        WritePlan plan = table.upsert().deletingOthers(ID.lessThan(3L)).plan(rows(lake, "(2, 'Bob', 'bob@x', 2)"));
        table.upsert().deletingOthers(ID.lessThan(3L)).execute(rows(lake, "(2, 'Bob', 'bob@x', 2)"));

        assertThat(plan.rowsToRemove()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("2 Bob bob@x 2", "3 Cid null 3", "4 Dan null 4");
    }

    @Test
    void refusesRowsOutsideTheScopeOfTheSnapshot(Lakehouse lake) {
        LakehouseTable table = table(lake);

        assertThatThrownBy(() -> table.upsert()
                        .deletingOthers(ID.lessThan(3L))
                        .execute(rows(lake, "(2, 'Bob', 'bob@x', 2)", "(3, 'Cid', null, 3)")))
                .isInstanceOf(RowsOutsideFilterException.class)
                .hasMessageContaining("deletingOthers(id < 3): 1 rows are outside it");
    }

    @Test
    void aSnapshotSaysItselfWhatIsThere(Lakehouse lake) {
        LakehouseTable table = table(lake);
        table.upsert().latestBy(LSN).deletingWhere(LSN.is(20L)).execute(rows(lake, "(1, 'Ann', null, 20)"));
        table.upsert().latestBy(LSN).execute(rows(lake, "(1, 'Ann', null, 30)"));

        UpsertResult result = table.upsert()
                .latestBy(LSN)
                .deletingOthers()
                .execute(rows(lake, "(1, 'Ann', 'ann@x', 15)", "(2, 'Bob', 'bob@x', 2)", "(3, 'Cid', null, 3)"));

        assertThat(result)
                .extracting(UpsertResult::rowsDeleted, UpsertResult::rowsSuperseded)
                .containsExactly(1L, 1L);
        assertThat(contents(table)).contains("1 Ann null 30");
    }

    @Test
    void marksWhatTheSnapshotDoesNotHave(Lakehouse lake) {
        LakehouseTable table = lake.table(MARKED);
        table.upsert()
                .deletingOthers()
                .markingDeleted(GONE)
                .execute(rows(lake, "(1, 'Ann', 'ann@x', 1)", "(2, 'Bob', 'bob@x', 2)"));

        UpsertResult result =
                table.upsert().deletingOthers().markingDeleted(GONE).execute(rows(lake, "(1, 'Ann', 'ann@x', 1)"));
        UpsertResult again =
                table.upsert().deletingOthers().markingDeleted(GONE).execute(rows(lake, "(1, 'Ann', 'ann@x', 1)"));

        assertThat(result.rowsDeleted()).isEqualTo(1);
        assertThat(again.committed()).isFalse();
        assertThat(contents(table)).containsExactly("1 Ann ann@x 1 false", "2 Bob bob@x 2 true");
    }

    @Test
    void refusesASnapshotThatWouldDeleteMoreThanHalf(Lakehouse lake) {
        LakehouseTable table = table(lake);

        assertThatThrownBy(() -> table.upsert().deletingOthers().execute(rows(lake, "(1, 'Ann', 'ann@x', 1)")))
                .isInstanceOf(RuleViolationException.class)
                .hasMessageContaining("it would delete 3 of 4 rows, more than 50 %");
        assertThat(contents(table)).hasSize(4);

        table.upsert().deletingOthers().deletingAtMost(75).execute(rows(lake, "(1, 'Ann', 'ann@x', 1)"));
        assertThat(contents(table)).containsExactly("1 Ann ann@x 1");
    }

    @Test
    void refusesAnEmptySnapshot(Lakehouse lake) {
        LakehouseTable table = table(lake);
        Dataset<Row> nothing = rows(lake, "(1, 'Ann', 'ann@x', 1)").limit(0);

        assertThatThrownBy(() -> table.upsert().deletingOthers().execute(nothing))
                .isInstanceOf(RuleViolationException.class)
                .hasMessageContaining("Cannot take an empty source as a snapshot");
        assertThat(contents(table)).hasSize(4);

        table.upsert().deletingOthers().deletingAtMost(100).execute(nothing);
        assertThat(contents(table)).isEmpty();
    }

    @Test
    void refusesALimitThatIsNoPercentage(Lakehouse lake) {
        LakehouseTable table = table(lake);

        assertThatThrownBy(() -> table.upsert().deletingAtMost(101))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a percentage is between 0 and 100");
    }

    @Test
    void insertsOnlyNewKeys(Lakehouse lake) {
        LakehouseTable table = table(lake);

        UpsertResult result =
                table.upsert().insertingOnly().execute(rows(lake, "(1, 'other', null, 9)", "(5, 'Eve', null, 9)"));

        assertThat(result)
                .extracting(
                        UpsertResult::rowsInserted,
                        UpsertResult::rowsUpdated,
                        UpsertResult::rowsUnchanged,
                        UpsertResult::filesRemoved)
                .containsExactly(1L, 0L, 1L, 0L);
        assertThat(contents(table)).contains("1 Ann ann@x 1", "5 Eve null 9").hasSize(5);
    }

    @Test
    void insertsTheLatestOfSeveralNewRows(Lakehouse lake) {
        LakehouseTable table = table(lake);

        table.upsert()
                .insertingOnly()
                .latestBy(LSN)
                .execute(rows(lake, "(5, 'Eve', 'old', 8)", "(5, 'Eve', 'new', 9)"));

        assertThat(contents(table)).contains("5 Eve new 9");
        assertThatThrownBy(() -> table.upsert()
                        .insertingOnly()
                        .execute(rows(lake, "(6, 'Eve', 'old', 8)", "(6, 'Eve', 'new', 9)")))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> table.upsert().insertingOnly().ignoringChangesIn(EMAIL))
                .hasMessageContaining("insertingOnly() contradicts ignoringChangesIn(...)");
    }

    private static LakehouseTable table(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert()
                .execute(rows(
                        lake,
                        "(1, 'Ann', 'ann@x', 1)",
                        "(2, 'Bob', 'bob@x', 2)",
                        "(3, 'Cid', null, 3)",
                        "(4, 'Dan', null, 4)"));
        return table;
    }
}
