package io.lakehouse.delta.feed;

import static io.lakehouse.delta.feed.Customers.CUSTOMERS;
import static io.lakehouse.delta.feed.Customers.LSN;
import static io.lakehouse.delta.feed.Customers.OP;
import static io.lakehouse.delta.feed.Customers.contents;
import static io.lakehouse.delta.feed.Customers.events;
import static io.lakehouse.delta.feed.Customers.folder;
import static io.lakehouse.delta.feed.Customers.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Upsert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a table remembers of its deletes is part of its state: restored, vacuumed and forgotten as such. */
@ExtendWith(LakehouseFixture.class)
class RememberedDeletesIT {

    @Test
    void remembersKeysWhoseNamesHaveBlanksAndDots(Lakehouse lake) {
        Field<Long> id = Field.bigint("Customer Id").required("key");
        Field<Long> order = Field.bigint("log.position").required("order");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("sales", "named")
                .addFields(id, order)
                .addKeyFields(id)
                .addProperties(TableProperty.text("delta.columnMapping.mode", "any name")
                        .of("name"))
                .build());
        Upsert feed = table.upsert().latestBy(order).deletingWhere(OP.is("d"));
        feed.execute(lake.spark().sql("select 'd' op, 1L `Customer Id`, 10L `log.position`"));

        UpsertResult late = feed.execute(lake.spark().sql("select 'c' op, 1L `Customer Id`, 9L `log.position`"));

        assertThat(late.rowsSuperseded()).isEqualTo(1);
    }

    @Test
    void aRestoreTakesBackWhatWasRemembered(Lakehouse lake) {
        LakehouseTable table = table(lake);
        feed(table).execute(events(lake, "('d', 1, null, null, 10)", "('d', 9, null, null, 10)"));
        DeltaTable.forPath(lake.spark(), table.location()).restoreToVersion(1);

        feed(table).execute(events(lake, "('u', 1, 'Ann', 'corrected', 9)", "('c', 9, 'Ida', null, 9)"));

        assertThat(contents(table)).contains("1 Ann corrected 9", "9 Ida null 9");
    }

    @Test
    void forgetsDeletesOnRequest(Lakehouse lake) {
        LakehouseTable table = table(lake);
        feed(table).execute(events(lake, "('d', 1, null, null, 10)"));

        feed(table).rememberingDeletes(Duration.ZERO).execute(events(lake, "('u', 1, 'Ann', 'late', 9)"));

        assertThat(contents(table)).contains("1 Ann late 9");
    }

    @Test
    void saysSoWhenTheMemoryIsGone(Lakehouse lake) throws IOException {
        LakehouseTable table = table(lake);
        feed(table).execute(events(lake, "('d', 1, null, null, 10)"));
        try (Stream<Path> files = Files.walk(folder(table).resolve("_lakehouse"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }

        assertThatThrownBy(() -> feed(table).execute(events(lake, "('u', 1, 'Ann', 'late', 9)")))
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageContaining("rememberingDeletes(Duration.ZERO)");
    }

    @Test
    void aVacuumRemovesWhatNoVersionRemembers(Lakehouse lake) throws IOException {
        LakehouseTable table = table(lake);
        feed(table).execute(events(lake, "('d', 1, null, null, 10)"));
        feed(table).execute(events(lake, "('d', 2, null, null, 10)"));
        List<Path> before = memory(table);
        Path orphan = Files.copy(before.get(0), before.get(0).resolveSibling("part-orphan.parquet"));
        for (Path file : memory(table)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(30))));
        }

        table.vacuum().full().execute();

        assertThat(memory(table))
                .as("both listings, to which versions refer that a restore can go back to")
                .hasSameElementsAs(before)
                .doesNotContain(orphan);
        assertThat(feed(table).execute(events(lake, "('u', 1, 'Ann', null, 9)")).rowsSuperseded())
                .isEqualTo(1);
    }

    private static List<Path> memory(LakehouseTable table) throws IOException {
        try (Stream<Path> files = Files.walk(folder(table).resolve("_lakehouse"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().endsWith(".crc"))
                    .toList();
        }
    }

    @Test
    void remembersManyBatches(Lakehouse lake) {
        LakehouseTable table = table(lake);
        for (int batch = 0; batch < 20; batch++) {
            feed(table).execute(events(lake, "('d', " + (100 + batch) + ", null, null, " + batch + ")"));
        }

        UpsertResult late = feed(table)
                .execute(events(
                        lake,
                        "('c', 100, 'x', null, -1)",
                        "('c', 107, 'x', null, 6)",
                        "('c', 119, 'x', null, 18)",
                        "('c', 118, 'x', null, 19)"));

        assertThat(late)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsSuperseded)
                .containsExactly(1L, 3L);
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
