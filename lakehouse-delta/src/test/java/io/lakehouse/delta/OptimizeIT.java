package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class OptimizeIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final String NEXT_DAY = "2025-03-05T12:00:00Z";

    @Test
    void joinsSmallFilesAndKeepsTheRows(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        List<String> before = contents(table);

        OptimizeResult result = table.optimize().minFiles(3).execute();

        assertThat(result)
                .extracting(OptimizeResult::filesRemoved, OptimizeResult::filesAdded, OptimizeResult::partitionsSkipped)
                .containsExactly(3L, 1L, 0L);
        assertThat(result.versions()).hasSize(1);
        assertThat(table.state().files()).isEqualTo(2);
        assertThat(contents(table)).isEqualTo(before);
    }

    @Test
    void ordersRowsInsideAFileByTheZorderFields(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);

        table.optimize().minFiles(3).execute();

        List<Row> inFileOrder = table.read()
                .filter(Prices.LAST_UPDATED.col().equalTo("2025-03-04 12:00:00"))
                .select(Prices.ID.col())
                .collectAsList();
        assertThat(inFileOrder).extracting(row -> row.getString(0)).containsExactly("ada", "btc", "eth");
    }

    @Test
    void secondRunRewritesNothing(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        table.optimize().minFiles(2).execute();
        long version = table.state().version();

        OptimizeResult second = table.optimize().minFiles(2).execute();

        assertThat(second.committed()).isFalse();
        assertThat(second.bytesRewritten()).isZero();
        assertThat(table.state().version()).isEqualTo(version);
    }

    @Test
    void planNamesTheReasonForEachPartitionAndChangesNothing(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        long version = table.state().version();

        OptimizePlan plan = table.optimize().minFiles(3).plan();

        assertThat(plan.partitions())
                .extracting(partition -> partition.partition().get("partition_date") + ": " + partition.reason())
                .containsExactlyInAnyOrder(
                        "2025-03-04: 3 of 3 files are small", "2025-03-05: 1 of 1 files are small, it takes 3");
        assertThat(plan.filesToRewrite()).isEqualTo(3);
        assertThat(table.state().version()).isEqualTo(version);
    }

    @Test
    void followersSeeNoChange(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        LakehouseTable follower = lake.table(TableChangesIT.FOLLOWER);
        TableChanges changes = table.changesFor(follower);
        follower.upsert().following(changes).execute(changes.rows());

        table.optimize().minFiles(2).execute();

        assertThat(table.changesFor(follower).isEmpty()).isTrue();
    }

    @Test
    void refusesToJoinSingleFiles(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);

        assertThatThrownBy(() -> table.optimize().minFiles(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid minimum of 1 files: a single file has nothing to be joined with; use 2 or more.");
    }

    private static LakehouseTable withThreeFilesOnOneDayAndOneOnTheNext(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("eth", NOON, "1"), price("btc", NEXT_DAY, "2")));
        table.upsert().execute(rows(lake, price("btc", NOON, "3")));
        table.upsert().execute(rows(lake, price("ada", NOON, "4")));
        return table;
    }
}
