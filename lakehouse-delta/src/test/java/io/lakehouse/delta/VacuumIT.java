package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.table.TableSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LakehouseFixture.class)
class VacuumIT {

    private static final String NOON = "2025-03-04T12:00:00Z";

    @Test
    void skipsATableYoungerThanItsRetention(Lakehouse lake) {
        LakehouseTable table = withOneReplacedFile(lake);

        VacuumResult result = table.vacuum().execute();

        assertThat(result.method()).isEqualTo(VacuumResult.Method.SKIP);
        assertThat(result.reason()).isEqualTo("no commit is older than 168 h");
        assertThat(dataFiles(table)).hasSize(2);
    }

    @Test
    void deletesFilesThatLeftTheTableBeforeTheRetention(Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        age(table, Duration.ofDays(8));

        VacuumResult result = table.vacuum().execute();

        assertThat(result.method()).isEqualTo(VacuumResult.Method.LITE);
        assertThat(result.filesDeleted()).isEqualTo(1);
        assertThat(result.bytesFreed()).isPositive();
        assertThat(dataFiles(table)).hasSize(1);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 2");
    }

    @Test
    void skipsWhenNothingIsNewlyOldEnoughSinceTheLastVacuum(Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        age(table, Duration.ofDays(8));
        table.vacuum().execute();

        VacuumResult second = table.vacuum().execute();

        assertThat(second.method()).isEqualTo(VacuumResult.Method.SKIP);
        assertThat(second.reason()).isEqualTo("version 2 is still the newest older than 168 h, as at the last vacuum");
    }

    @Test
    void fullRemovesOldFilesThatNoCommitNames(Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        Path orphan = folder(table).resolve("partition_date=2025-03-04/part-of-a-crashed-writer.parquet");
        Files.writeString(orphan, "left behind");
        Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(8))));

        VacuumResult result = table.vacuum().full().execute();

        assertThat(result)
                .extracting(VacuumResult::method, VacuumResult::filesDeleted, VacuumResult::bytesFreed)
                .containsExactly(VacuumResult.Method.FULL, 1L, 11L);
        assertThat(orphan).doesNotExist();
    }

    @Test
    void fullKeepsYoungFilesThatNoCommitNamesYet(Lakehouse lake) throws IOException {
        LakehouseTable table = withOneReplacedFile(lake);
        Path inFlight = folder(table).resolve("partition_date=2025-03-04/part-of-a-running-writer.parquet");
        Files.writeString(inFlight, "being written");

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
                                + " reader or writer may still need files of the last 168 h. Ask for that or more, or lower the"
                                + " spec's retention.");
    }

    @Test
    void keepsForTheRetentionOfTheSpec(Lakehouse lake) throws IOException {
        TableSpec shortLived =
                TableSpec.builder().from(PRICES).retention(Duration.ofHours(24)).build();
        LakehouseTable table = lake.table(shortLived);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        table.upsert().execute(rows(lake, price("btc", NOON, "2")));
        age(table, Duration.ofHours(30));

        assertThat(table.vacuum().execute().filesDeleted()).isEqualTo(1);
    }

    private static LakehouseTable withOneReplacedFile(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        table.upsert().execute(rows(lake, price("btc", NOON, "2")));
        return table;
    }

    private static Path folder(LakehouseTable table) {
        return Path.of(table.location().substring("file://".length()));
    }

    private static List<Path> dataFiles(LakehouseTable table) {
        try (Stream<Path> all = Files.walk(folder(table))) {
            return all.filter(file -> file.toString().endsWith(".parquet")
                            && !file.toString().contains("_delta_log"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes everything the table has done so far look this old: Delta tells the age of a commit by its file, and that of
     * a removed file by the instant in the commit.
     */
    private static void age(LakehouseTable table, Duration age) throws IOException {
        FileTime past = FileTime.from(Instant.now().minus(age));
        try (Stream<Path> all = Files.walk(folder(table))) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !isChecksum(file))
                    .toList()) {
                if (file.toString().endsWith(".json")) {
                    String removedThen = "\"deletionTimestamp\":" + past.toMillis();
                    Files.writeString(
                            file, Files.readString(file).replaceAll("\"deletionTimestamp\":[0-9]+", removedThen));
                    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
                }
                Files.setLastModifiedTime(file, past);
            }
        }
        DeltaLog.clearCache();
    }

    /** Hadoop's checksums beside the files of a local file system. */
    private static boolean isChecksum(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(".crc");
    }
}
