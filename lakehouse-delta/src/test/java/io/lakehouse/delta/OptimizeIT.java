package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizePlan.PartitionPlan;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.result.TableState;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.layout.LayoutPlan;
import io.lakehouse.delta.layout.OptimizeSettings;
import io.lakehouse.delta.storage.FaultyLogStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class OptimizeIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final String NEXT_DAY = "2025-03-05T12:00:00Z";
    private static final Map<String, String> TUESDAY = Map.of("partition_date", "2025-03-04");

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
    void rewritesExactlyWhatItsPlanNames(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        OptimizePlan plan = table.optimize().fanIn(3).plan();
        Set<String> before = paths(table);

        OptimizeResult result = table.optimize().fanIn(3).execute();

        before.removeAll(paths(table));
        assertThat(before)
                .isEqualTo(Set.copyOf(plan.rewrites().get(0).rewrite()))
                .hasSize(3);
        assertThat(result.plan().filesToRewrite()).isEqualTo(plan.filesToRewrite());
        assertThat(table.history(1))
                .singleElement()
                .satisfies(commit -> assertThat(commit.metrics())
                        .containsEntry("numRemovedFiles", "3")
                        .containsEntry("numAddedFiles", "1")
                        .containsEntry("numRemovedBytes", String.valueOf(plan.bytesToRead())));
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
    void leavesAPartitionThatAnotherWriterHasChangedMeanwhile(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("btc", NEXT_DAY, "1")));
        table.upsert().execute(rows(lake, price("eth", NOON, "1"), price("eth", NEXT_DAY, "1")));
        FaultyLogStore.beforeNext(
                table.location() + "/_delta_log", () -> table.upsert().execute(rows(lake, price("btc", NOON, "2"))));

        OptimizeResult result = table.optimize().everything().execute();

        assertThat(result.skipped()).containsExactly(TUESDAY);
        assertThat(result.partitionsRewritten()).isEqualTo(1);
        assertThat(result.versions()).containsExactly(4L);
        assertThat(contents(table))
                .containsExactly(
                        "btc " + NOON + " 2", "btc " + NEXT_DAY + " 1", "eth " + NOON + " 1", "eth " + NEXT_DAY + " 1");
        assertThat(TableFolder.of(table).dataFiles())
                .as("four of the upserts, one of the rival, one rewritten; that of the lost race is gone")
                .hasSize(6);
    }

    @Test
    void leavesAPartitionThatWasChangedSinceThePlan(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        OptimizeSettings everything = new OptimizeSettings(20, true, Optional.empty(), Optional.empty());
        LayoutPlan plan = LayoutPlan.of(table.log(), table.log().snapshot(), everything);
        table.upsert().execute(rows(lake, price("btc", NOON, "5")));

        OptimizeResult result = table.log().inSession("optimize", "rewrite", () -> plan.execute(System.nanoTime()));

        assertThat(result.skipped()).containsExactly(TUESDAY);
        assertThat(result.partitionsRewritten()).isEqualTo(1);
        assertThat(contents(table)).contains("btc " + NOON + " 5");
    }

    @Test
    void planNamesTheReasonForEachPartitionAndChangesNothing(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        long version = table.state().version();

        OptimizePlan plan = table.optimize().plan();

        assertThat(plan.partitions())
                .extracting(partition -> partition.partition().get("partition_date") + ": " + partition.reason())
                .containsExactly(
                        "2025-03-04: 3 runs in a partition that is still growing, merged at 20 per level, or once"
                                + " commits go to other partitions",
                        "2025-03-05: in shape: 1 file");
        assertThat(plan.filesToRewrite()).isZero();
        assertThat(table.state().version()).isEqualTo(version);
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
                .containsExactly("1 files hold 10 % deleted rows or more");
        assertThat(DeltaView.files(table))
                .singleElement()
                .satisfies(file -> assertThat(file.deletionVector()).isNull());
        assertThat(contents(table)).containsExactly("ada " + NOON + " 1", "eth " + NOON + " 3");
        assertThat(table.optimize().execute().committed()).isFalse();
    }

    @Test
    void stopsAtTheBudget(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        long bytes = table.optimize().fanIn(3).plan().bytesToRead();

        OptimizeResult unaffordable =
                table.optimize().fanIn(3).maxBytes(bytes - 1).execute();
        assertThat(unaffordable.committed()).isFalse();
        assertThat(unaffordable.left()).containsExactly(TUESDAY);
        OptimizeResult timeless =
                table.optimize().fanIn(3).maxDuration(Duration.ofNanos(1)).execute();
        assertThat(timeless.committed()).isFalse();
        assertThat(timeless.left()).containsExactly(TUESDAY);
        assertThat(table.optimize().fanIn(3).maxBytes(bytes).execute().committed())
                .isTrue();
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

    @Test
    void refusesWhatMakesNoSense(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);

        assertThatThrownBy(() -> table.optimize().fanIn(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid fan-in of 1 files: a single file cannot be merged with itself; use 2 or more.");
        assertThatThrownBy(() -> table.optimize().maxBytes(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid budget of 0 bytes: use 1 or more.");
        assertThatThrownBy(() -> table.optimize().maxDuration(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid budget of PT0S: use a positive duration.");
    }

    private static LakehouseTable withThreeFilesOnOneDayAndOneOnTheNext(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("eth", NOON, "1"), price("btc", NEXT_DAY, "2")));
        table.upsert().execute(rows(lake, price("btc", NOON, "3")));
        table.upsert().execute(rows(lake, price("ada", NOON, "4")));
        return table;
    }

    private static Set<String> paths(LakehouseTable table) {
        return DeltaView.files(table).stream().map(AddFile::path).collect(Collectors.toSet());
    }
}
