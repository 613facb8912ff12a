package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.result.VacuumPlan;
import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LakehouseFixture.class)
class VacuumIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final String NEXT_DAY = "2025-03-05T12:00:00Z";

    @Test
    void skipsATableYoungerThanItsRetention(Lakehouse lake) {
        LakehouseTable table = withOneReplacedFile(lake);

        VacuumResult result = table.vacuum().execute();

        assertThat(result.method()).isEqualTo(VacuumResult.Method.SKIP);
        assertThat(result.reason()).isEqualTo("no commit is older than 168 h");
        assertThat(TableFolder.of(table).dataFiles()).hasSize(2);
    }

    @Test
    void deletesFilesThatLeftTheTableBeforeTheRetention(Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        TableFolder.of(table).age(Duration.ofDays(8));

        VacuumResult result = table.vacuum().execute();

        assertThat(result.method()).isEqualTo(VacuumResult.Method.LITE);
        assertThat(result.filesDeleted()).isEqualTo(1);
        assertThat(result.bytesFreed()).isPositive();
        assertThat(TableFolder.of(table).dataFiles()).hasSize(1);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 2");
    }

    @Test
    void skipsWhenNothingIsNewlyOldEnoughSinceTheLastVacuum(Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        TableFolder.of(table).age(Duration.ofDays(8));
        table.vacuum().execute();

        VacuumResult second = table.vacuum().execute();

        assertThat(second.method()).isEqualTo(VacuumResult.Method.SKIP);
        assertThat(second.reason())
                .isEqualTo(
                        "the last vacuum covered version 2 and all before it, and none after it is older than 168 h");
    }

    @Test
    void fullRemovesOldFilesThatNoCommitNames(Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        Path orphan = TableFolder.of(table)
                .orphan("partition_date=2025-03-04/part-of-a-crashed-writer.parquet", Duration.ofDays(8));

        VacuumResult result = table.vacuum().full().execute();

        assertThat(result)
                .extracting(VacuumResult::method, VacuumResult::filesDeleted, VacuumResult::bytesFreed)
                .containsExactly(VacuumResult.Method.FULL, 1L, 11L);
        assertThat(orphan).doesNotExist();
    }

    @Test
    void fullKeepsYoungFilesThatNoCommitNamesYet(Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        Path inFlight = TableFolder.of(table)
                .orphan("partition_date=2025-03-04/part-of-a-running-writer.parquet", Duration.ofDays(6));

        table.vacuum().full().execute();

        assertThat(inFlight).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1H", "PT24M", "PT167H"})
    void refusesToKeepLessThanTheSpecSays(String retention, Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        Duration asked = Duration.parse(retention);

        assertThatThrownBy(() -> table.vacuum().retain(asked))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid retention of " + asked.toHours() + " h (" + asked + ") for silver.prices: a running"
                                + " reader or writer may still need files of the last 168 h. Use that or more, or"
                                + " lower the spec's retention.");
    }

    @Test
    void keepsForTheRetentionOfTheSpec(Lakehouse lake) throws IOException {
        TableSpec shortLived =
                TableSpec.builder().from(PRICES).retention(Duration.ofHours(24)).build();
        LakehouseTable table = lake.table(shortLived);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        table.upsert().execute(rows(lake, price("btc", NOON, "2")));
        TableFolder.of(table).age(Duration.ofHours(30));

        assertThat(table.vacuum().execute().filesDeleted()).isEqualTo(1);
    }

    @Test
    void deletesExactlyTheFilesThatDeltasOwnVacuumWould(Lakehouse lake) throws IOException {
        LakehouseTable table = lake.table(TableSpec.builder()
                .from(PRICES)
                .addProperties(TableProperty.flag("delta.enableDeletionVectors", "cheap deletes")
                        .of(true))
                .build());
        table.upsert()
                .execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "1"), price("btc", NEXT_DAY, "1")));
        DeltaTable.forPath(lake.spark(), table.location()).delete("id = 'eth'");
        table.upsert().execute(rows(lake, price("btc", NOON, "2")));
        table.delete(Prices.PARTITION_DATE.is(LocalDate.parse("2025-03-05"))).execute();
        lake.spark().sql("RESTORE delta.`" + table.location() + "` TO VERSION AS OF 3");
        table.upsert().execute(rows(lake, price("btc", NOON, "3")));
        TableFolder folder = TableFolder.of(table);
        folder.age(Duration.ofDays(8));
        table.upsert().execute(rows(lake, price("btc", NOON, "4")));
        folder.orphan("orphan with blank.parquet", Duration.ofDays(8));
        folder.orphan("young.parquet", Duration.ofDays(6));
        folder.orphan("_hidden", Duration.ofDays(8));
        Set<String> stock = lake
                .spark()
                .sql("VACUUM delta.`" + table.location() + "` RETAIN 168 HOURS DRY RUN")
                .collectAsList()
                .stream()
                .map(row -> new org.apache.hadoop.fs.Path(row.getString(0)).getName())
                .filter(name -> name.contains("."))
                .collect(Collectors.toSet());

        VacuumPlan full = table.vacuum().full().plan();
        VacuumPlan lite = table.vacuum().plan();

        assertThat(names(full))
                .isEqualTo(stock)
                .contains("orphan with blank.parquet")
                .hasSize(4);
        stock.remove("orphan with blank.parquet");
        assertThat(names(lite)).isEqualTo(stock);
        assertThat(lite.method()).isEqualTo(VacuumResult.Method.LITE);
    }

    private static Set<String> names(VacuumPlan plan) {
        return plan.files().stream()
                .map(file -> new org.apache.hadoop.fs.Path(URI.create(file)).getName())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void planTellsFilesAndBytesAndChangesNothing(boolean full, Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        TableFolder folder = TableFolder.of(table);
        folder.age(Duration.ofDays(8));
        Map<String, String> before = folder.contents();

        Vacuum vacuum = full ? table.vacuum().full() : table.vacuum();
        VacuumPlan plan = vacuum.plan();

        assertThat(folder.contents()).isEqualTo(before);
        VacuumResult result = vacuum.execute();
        assertThat(result)
                .extracting(VacuumResult::method, VacuumResult::filesDeleted, VacuumResult::bytesFreed)
                .containsExactly(plan.method(), (long) plan.files().size(), plan.bytes());
        assertThat(plan.files()).hasSize(1).noneMatch(file -> Files.exists(Path.of(URI.create(file))));
    }

    @Test
    void versionsInsideTheRetentionCanStillBeRead(Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        TableFolder.of(table).age(Duration.ofDays(8));
        table.upsert().execute(rows(lake, price("btc", NOON, "3")));
        table.upsert().execute(rows(lake, price("btc", NOON, "4")));

        assertThat(table.vacuum().execute().filesDeleted()).isEqualTo(1);

        assertThat(table.readVersion(2).collectAsList()).hasSize(1);
        assertThat(table.readVersion(3).collectAsList()).hasSize(1);
        assertThat(table.readVersion(4).collectAsList()).hasSize(1);
    }

    @Test
    void listsFoldersWhenTheLogWasCleaned(Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        table.upsert().execute(rows(lake, price("btc", NOON, "3")));
        TableFolder folder = TableFolder.of(table);
        folder.age(Duration.ofDays(8));
        DeltaView.checkpoint(table);
        Files.delete(folder.path().resolve("_delta_log/00000000000000000000.json"));
        DeltaLog.clearCache();

        VacuumResult result = table.vacuum().execute();

        assertThat(result)
                .extracting(VacuumResult::method, VacuumResult::reason, VacuumResult::filesDeleted)
                .containsExactly(
                        VacuumResult.Method.FULL, "the log no longer holds every commit since the last vacuum", 2L);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 3");
    }

    @Test
    void keepsForLongerThanTheTableItselfWhenAsked(Lakehouse lake) throws IOException {
        LakehouseTable table = lake.table(
                TableSpec.builder().from(PRICES).retention(Duration.ofHours(24)).build());
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        TableFolder.of(table).age(Duration.ofDays(20));
        table.upsert().execute(rows(lake, price("btc", NOON, "2")));
        // The file that was there for 18 days was removed two days ago.
        FileTime twoDaysAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
        Path removal = TableFolder.of(table).path().resolve("_delta_log/00000000000000000002.json");
        Files.writeString(
                removal,
                Files.readString(removal)
                        .replaceAll("\"deletionTimestamp\":[0-9]+", "\"deletionTimestamp\":" + twoDaysAgo.toMillis()));
        Files.setLastModifiedTime(removal, twoDaysAgo);
        DeltaLog.clearCache();

        assertThat(table.vacuum().retain(Duration.ofDays(7)).full().plan().files())
                .isEmpty();
        assertThat(table.vacuum().full().plan().files()).hasSize(1);
    }

    @Test
    void refusesLessThanTheTableItselfKeeps(Lakehouse lake) {
        lake.table(PRICES);
        LakehouseTable shorter = lake.table(
                TableSpec.builder().from(PRICES).retention(Duration.ofHours(24)).build());

        assertThatThrownBy(() -> shorter.vacuum().execute())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot vacuum silver.prices to a retention of 24 h: the table's own property keeps"
                        + " removed files for 168 h. Use that or more, or apply the spec's retention with"
                        + " Lakehouse.converge(spec).");
    }

    private static LakehouseTable withOneReplacedFile(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        table.upsert().execute(rows(lake, price("btc", NOON, "2")));
        return table;
    }

    @Test
    void aLogThatBeginsLaterThanTheRetentionIsNoHindrance(Lakehouse lake) throws IOException {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        table.upsert().execute(rows(lake, price("btc", NOON, "2")));
        DeltaView.checkpoint(table);
        TableFolder folder = TableFolder.of(table);
        for (int version = 0; version <= 1; version++) {
            Files.delete(folder.path().resolve(String.format("_delta_log/%020d.json", version)));
        }
        Path orphan = folder.orphan("orphan.parquet", Duration.ofDays(8));
        DeltaLog.clearCache();
        LakehouseTable reopened = Lakehouse.on(lake.spark(), lake.warehouse()).table(PRICES);

        assertThat(reopened.vacuum().execute())
                .extracting(VacuumResult::method, VacuumResult::filesDeleted)
                .containsExactly(VacuumResult.Method.FULL, 1L);
        assertThat(reopened.vacuum().full().execute().filesDeleted()).isZero();
        assertThat(lake.maintain(List.of(reopened)).execute()).hasSize(1);
        assertThat(orphan).doesNotExist();
        assertThat(folder.dataFiles()).hasSize(2);
    }
}
