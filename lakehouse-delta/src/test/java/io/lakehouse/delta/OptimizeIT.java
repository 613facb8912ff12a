package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.NEXT_DAY;
import static io.lakehouse.delta.Prices.NOON;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static io.lakehouse.delta.SmallFiles.TUESDAY;
import static io.lakehouse.delta.SmallFiles.withThreeFilesOnOneDayAndOneOnTheNext;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.result.OptimizePlan.PartitionPlan;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.result.TableState;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An optimize joins and orders files that need it, and keeps the rows. */
@ExtendWith(LakehouseFixture.class)
class OptimizeIT {

    @Test
    void joinsSmallFilesAndKeepsTheRows(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        List<String> before = contents(table);

        OptimizeResult result = table.optimize().fanIn(3).execute();

        assertThat(result)
                .extracting(
                        OptimizeResult::partitionsRewritten,
                        OptimizeResult::filesRemoved,
                        OptimizeResult::filesAdded,
                        OptimizeResult::skipped)
                .containsExactly(1, 3L, 1L, List.of());
        assertThat(result.versions()).hasSize(1);
        assertThat(table.state().files()).isEqualTo(2);
        assertThat(contents(table)).isEqualTo(before);
    }

    @Test
    void ordersRowsInsideAFileByTheZorderFields(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);

        table.optimize().fanIn(3).execute();

        List<Row> inFileOrder = table.read()
                .filter(LAST_UPDATED.col().equalTo("2025-03-04 12:00:00"))
                .select(ID.col())
                .collectAsList();
        assertThat(inFileOrder).extracting(row -> row.getString(0)).containsExactly("ada", "btc", "eth");
    }

    @Test
    void secondRunRewritesNothing(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        table.optimize().fanIn(2).execute();
        long version = table.state().version();

        OptimizeResult second = table.optimize().fanIn(2).execute();

        assertThat(second.committed()).isFalse();
        assertThat(second.bytesRewritten()).isZero();
        assertThat(table.state().version()).isEqualTo(version);
    }

    @Test
    void afterAChangeOfOnePartitionOf365RewritesThatOneOnly(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        List<RowValues> year = new ArrayList<>();
        for (int day = 0; day < 365; day++) {
            year.add(price("btc", Instant.parse(NOON).plus(Duration.ofDays(day)).toString(), "1"));
        }
        table.upsert().execute(rows(lake.spark(), year));
        assertThat(table.optimize().execute().committed()).isFalse();
        table.upsert().execute(rows(lake, price("eth", NOON, "1")));

        OptimizeResult result = table.optimize().execute();

        assertThat(result.plan().rewrites())
                .extracting(PartitionPlan::partition)
                .containsExactly(TUESDAY);
        assertThat(result)
                .extracting(OptimizeResult::filesRemoved, OptimizeResult::filesAdded)
                .containsExactly(2L, 1L);
        assertThat(table.state())
                .extracting(TableState::files, TableState::rows)
                .containsExactly(365L, 366L);
    }

    @Test
    void manyPartitionsAreOneCommit(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("btc", NEXT_DAY, "1")));
        table.upsert().execute(rows(lake, price("eth", NOON, "1"), price("eth", NEXT_DAY, "1")));
        List<String> before = contents(table);

        OptimizeResult result = table.optimize().execute();

        assertThat(result)
                .extracting(
                        OptimizeResult::partitionsRewritten, OptimizeResult::filesRemoved, OptimizeResult::filesAdded)
                .containsExactly(2, 4L, 2L);
        assertThat(result.versions()).hasSize(1);
        assertThat(contents(table)).isEqualTo(before);
    }

    @Test
    void followersSeeNoChange(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        LakehouseTable follower = lake.table(TableChangesIT.FOLLOWER);
        TableChanges changes = table.changesFor(follower);
        follower.upsert().following(changes).execute(changes.rows());

        assertThat(table.optimize().fanIn(2).execute().committed()).isTrue();

        assertThat(table.changesFor(follower).isEmpty()).isTrue();
    }

    @Test
    void dropsTheRowsThatDeletionVectorsMark(Lakehouse lake) {
        LakehouseTable table = lake.table(TableSpec.builder()
                .from(PRICES)
                .addProperties(TableProperty.flag("delta.enableDeletionVectors", "cheap deletes")
                        .of(true))
                .build());
        table.upsert().execute(rows(lake, price("ada", NOON, "1"), price("btc", NOON, "2"), price("eth", NOON, "3")));
        DeltaTable.forPath(lake.spark(), table.location()).delete(ID.is("btc").toColumn());

        OptimizeResult result = table.optimize().execute();

        assertThat(result.plan().rewrites())
                .extracting(PartitionPlan::reason)
                .containsExactly("1 files have 10 % deleted rows or more");
        assertThat(DeltaView.files(table))
                .singleElement()
                .satisfies(file -> assertThat(file.deletionVector()).isNull());
        assertThat(contents(table)).containsExactly("ada " + NOON + " 1", "eth " + NOON + " 3");
        assertThat(table.optimize().execute().committed()).isFalse();
    }

    @Test
    void rewritesEverythingWhenAsked(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        List<String> before = contents(table);

        OptimizeResult result = table.optimize().everything().execute();

        assertThat(result)
                .extracting(OptimizeResult::filesRemoved, OptimizeResult::filesAdded)
                .containsExactly(4L, 2L);
        assertThat(contents(table)).isEqualTo(before);
    }

    @Test
    void clustersWithoutClaimingTheFilesOfAnotherEngine(Lakehouse lake) {
        TableSpec clustered = TableSpec.builder()
                .from(PRICES)
                .partitionFields(List.of())
                .zorderFields(List.of())
                .addClusteringFields(ID, LAST_UPDATED)
                .build();
        LakehouseTable table = lake.table(clustered);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        lake.spark().sql("OPTIMIZE delta.`" + table.location() + "`");
        table.upsert().execute(rows(lake, price("eth", NOON, "1")));
        table.upsert().execute(rows(lake, price("ada", NOON, "1")));
        List<String> before = contents(table);

        table.optimize().fanIn(2).execute();

        assertThat(contents(table)).isEqualTo(before);
        assertThat(DeltaView.files(table))
                .extracting(file -> file.clusteringProvider().get())
                .containsExactlyInAnyOrder("liquid", "lakehouse");
        assertThat(table.optimize().fanIn(2).execute().committed()).isFalse();
    }
}
