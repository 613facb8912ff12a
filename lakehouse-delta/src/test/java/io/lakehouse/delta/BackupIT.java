package io.lakehouse.delta;

import static io.lakehouse.delta.DailyCounts.MONDAY;
import static io.lakehouse.delta.DailyCounts.TUESDAY;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static io.lakehouse.delta.Restores.reopened;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.UpsertResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A folder that is put back from a backup has its versions once more, with other content. */
@ExtendWith(LakehouseFixture.class)
class BackupIT {

    private static Path folder(LakehouseTable table) {
        return TableFolder.of(table).path();
    }

    /** As {@code cp -a} has it. */
    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            try (Stream<Path> all = Files.walk(to)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static LakehouseTable theirs(Lakehouse lake) {
        return reopened(lake).table(PRICES);
    }

    @Test
    void aFollowerGetsEverythingOfASourceThatWasPutBackAndWrittenToAgain(Lakehouse lake, @TempDir Path backup)
            throws IOException {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        copy(folder(source), backup.resolve("prices"));
        source.upsert().execute(rows(lake, price("btc", MONDAY, "2")));
        follow(source, target);
        copy(backup.resolve("prices"), folder(source));
        theirs(lake).upsert().execute(rows(lake, price("eth", TUESDAY, "1")));

        TableChanges changes = source.changesFor(target);
        follow(source, target);

        assertThat(changes.since()).isEmpty();
        assertThat(changes.reason())
                .isEqualTo("version 2, which gold.prices had reached, is no longer the same commit of silver.prices");
        assertThat(contents(target)).containsExactly("btc " + MONDAY + " 1", "eth " + TUESDAY + " 1");
        assertThat(source.changesFor(target).isEmpty()).isTrue();
    }

    @Test
    void soItDoesWhileTheSourceIsBehindIt(Lakehouse lake, @TempDir Path backup) throws IOException {
        LakehouseTable source = lake.table(PRICES);
        LakehouseTable target = lake.table(TableChangesIT.FOLLOWER);
        source.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        copy(folder(source), backup.resolve("prices"));
        source.upsert().execute(rows(lake, price("btc", MONDAY, "2")));
        follow(source, target);
        copy(backup.resolve("prices"), folder(source));
        DeltaLog.clearCache();

        follow(source, target);

        assertThat(contents(target)).containsExactly("btc " + MONDAY + " 1");
    }

    private static void follow(LakehouseTable source, LakehouseTable target) {
        Flow.from(source).into(target).upsert(verb -> verb, changed -> changed);
    }

    @Test
    void aProcessThatLivesDoublesNoKey(Lakehouse lake, @TempDir Path backup) throws IOException {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        copy(folder(table), backup.resolve("prices"));
        table.upsert().execute(rows(lake, price("ada", TUESDAY, "1")));
        copy(backup.resolve("prices"), folder(table));
        theirs(lake).upsert().execute(rows(lake, price("eth", TUESDAY, "1")));

        UpsertResult result = table.upsert().execute(rows(lake, price("eth", TUESDAY, "2"), price("btc", MONDAY, "1")));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated, UpsertResult::rowsUnchanged)
                .containsExactly(0L, 1L, 1L);
        assertThat(contents(table)).containsExactly("btc " + MONDAY + " 1", "eth " + TUESDAY + " 2");
    }

    @Test
    void norDoesItAfterFurtherCommits(Lakehouse lake, @TempDir Path backup) throws IOException {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", MONDAY, "1")));
        copy(folder(table), backup.resolve("prices"));
        table.upsert().execute(rows(lake, price("ada", TUESDAY, "1")));
        copy(backup.resolve("prices"), folder(table));
        for (String coin : List.of("eth", "sol", "xrp")) {
            theirs(lake).upsert().execute(rows(lake, price(coin, TUESDAY, "1")));
        }

        UpsertResult result = table.upsert()
                .execute(
                        rows(lake, price("eth", TUESDAY, "1"), price("sol", TUESDAY, "2"), price("ada", TUESDAY, "3")));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated, UpsertResult::rowsUnchanged)
                .containsExactly(1L, 1L, 1L);
        assertThat(contents(table)).hasSize(5);
    }
}
