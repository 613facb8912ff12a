package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.result.HistorizeResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LakehouseFixture.class)
class HistorizeIT {

    private static final Field<String> ID = Field.string("id").required("coin");
    private static final Field<String> NAME = Field.string("name").optional("name");
    private static final Field<Long> RANK = Field.bigint("rank").optional("rank");
    private static final Field<Instant> FROM = Field.timestamp("valid_from").required("inclusive");
    private static final Field<Instant> TO = Field.timestamp("valid_to").optional("exclusive");
    private static final Field<Boolean> CURRENT = Field.bool("is_current").required("no end");
    private static final TableSpec COINS = TableSpec.builder()
            .name("silver", "coins")
            .addFields(ID, NAME, RANK, FROM, TO, CURRENT)
            .addKeyFields(ID, FROM)
            .addZorderFields(ID)
            .build();
    private static final List<Field<?>> GIVEN = List.of(ID, NAME, RANK, FROM);

    private static RowValues coin(String id, @Nullable String name, int day) {
        RowValues row = RowValues.of(GIVEN).set(ID, id).set(FROM, day(day));
        return name == null ? row : row.set(NAME, name);
    }

    private static Instant day(int day) {
        return Instant.parse("2025-03-01T00:00:00Z").plusSeconds(day * 86_400L);
    }

    private static Dataset<Row> rows(Lakehouse lake, RowValues... rows) {
        return RowValues.toDataset(lake.spark(), GIVEN, List.of(rows));
    }

    private static HistorizeResult historize(LakehouseTable table, Dataset<Row> rows) {
        return table.historize(FROM, TO, CURRENT).execute(rows);
    }

    /** Lines {@code id name from-to}, days counted from 0, a star for the current version. */
    private static List<String> versions(LakehouseTable table) {
        List<String> lines = new ArrayList<>();
        for (RowValues row : RowValues.collect(table.read(), COINS.fields())) {
            lines.add(row.get(ID).orElseThrow() + " " + row.get(NAME).orElse("-") + " "
                    + dayOf(row.get(FROM).orElseThrow()) + "-"
                    + row.get(TO).map(HistorizeIT::dayOf).orElse("")
                    + (row.get(CURRENT).orElseThrow() ? "*" : ""));
        }
        lines.sort(null);
        return lines;
    }

    private static String dayOf(Instant instant) {
        return String.valueOf((instant.getEpochSecond() - day(0).getEpochSecond()) / 86_400);
    }

    @Test
    void planTellsWhatWouldChangeAndChangesNothing(Lakehouse lake) {
        LakehouseTable table = lake.table(COINS);
        historize(table, rows(lake, coin("btc", "Bitcoin", 1)));
        Historize historize = table.historize(FROM, TO, CURRENT);

        WritePlan next = historize.plan(rows(lake, coin("btc", "BTC", 5)));
        WritePlan same = historize.plan(rows(lake, coin("btc", "Bitcoin", 5)));
        WritePlan other = historize.plan(rows(lake, coin("eth", "Ether", 5)));

        assertThat(next)
                .extracting(
                        WritePlan::rowsToWrite,
                        WritePlan::rowsToRemove,
                        plan -> plan.filesToReplace().size(),
                        WritePlan::reason)
                .containsExactly(2L, 1L, 1, "these files contain a version that ends, changes or is removed");
        assertThat(same)
                .extracting(WritePlan::isEmpty, WritePlan::reason)
                .containsExactly(true, "the table already contains every version");
        assertThat(other)
                .extracting(WritePlan::rowsToWrite, WritePlan::reason)
                .containsExactly(1L, "no existing version changes");
        assertThat(versions(table)).containsExactly("btc Bitcoin 1-*");
    }

    @Test
    void closesTheVersionBeforeANewOne(Lakehouse lake) {
        LakehouseTable table = lake.table(COINS);
        historize(table, rows(lake, coin("btc", "Bitcoin", 1), coin("eth", "Ether", 1)));

        HistorizeResult result = historize(table, rows(lake, coin("btc", "BTC", 5)));

        assertThat(result)
                .extracting(HistorizeResult::versionsAdded, HistorizeResult::versionsChanged)
                .containsExactly(1L, 1L);
        assertThat(versions(table)).containsExactly("btc BTC 5-*", "btc Bitcoin 1-5", "eth Ether 1-*");
    }

    @Test
    void aRerunCommitsNothing(Lakehouse lake) {
        LakehouseTable table = lake.table(COINS);
        Dataset<Row> batch = rows(lake, coin("btc", "Bitcoin", 1), coin("btc", null, 5));
        historize(table, batch);

        assertThat(historize(table, batch).committed()).isFalse();
        assertThat(versions(table)).containsExactly("btc - 5-*", "btc Bitcoin 1-5");
    }

    @Test
    void aRowThatSaysTheSameIsNoVersion(Lakehouse lake) {
        LakehouseTable table = lake.table(COINS);
        historize(table, rows(lake, coin("btc", "Bitcoin", 1)));

        assertThat(historize(table, rows(lake, coin("btc", "Bitcoin", 5))).committed())
                .isFalse();
    }

    @Test
    void aLateVersionIsPutInItsPlace(Lakehouse lake) {
        LakehouseTable table = lake.table(COINS);
        historize(table, rows(lake, coin("btc", "A", 1), coin("btc", "C", 9)));

        historize(table, rows(lake, coin("btc", "B", 5)));

        assertThat(versions(table)).containsExactly("btc A 1-5", "btc B 5-9", "btc C 9-*");
    }

    @Test
    void aLateVersionMakesTheNextOneSuperfluousIfThatSaysTheSame(Lakehouse lake) {
        LakehouseTable table = lake.table(COINS);
        historize(table, rows(lake, coin("btc", "A", 1), coin("btc", "B", 9)));

        HistorizeResult result = historize(table, rows(lake, coin("btc", "B", 5)));

        assertThat(result.versionsRemoved()).isEqualTo(1);
        assertThat(versions(table)).containsExactly("btc A 1-5", "btc B 5-*");
    }

    @Test
    void aRowOfTheSameInstantCorrectsTheVersion(Lakehouse lake) {
        LakehouseTable table = lake.table(COINS);
        historize(table, rows(lake, coin("btc", "Bitcon", 1)));

        historize(table, rows(lake, coin("btc", "Bitcoin", 1)));

        assertThat(versions(table)).containsExactly("btc Bitcoin 1-*");
    }

    @Test
    void differencesInIgnoredFieldsAreNoVersion(Lakehouse lake) {
        LakehouseTable table = lake.table(COINS);
        historize(table, rows(lake, coin("btc", "Bitcoin", 1).set(RANK, 1L)));

        HistorizeResult result = table.historize(FROM, TO, CURRENT)
                .ignoringChangesIn(RANK)
                .execute(rows(
                        lake,
                        coin("btc", "Bitcoin", 5).set(RANK, 2L),
                        coin("btc", "Bitcoin", 1).set(RANK, 3L)));

        assertThat(result.committed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void equalsTheModelAfterEachBatch(long seed, Lakehouse lake) {
        Random random = new Random(seed);
        LakehouseTable table = lake.table(COINS);
        Map<String, NavigableMap<Integer, String>> model = new TreeMap<>();
        for (int batch = 0; batch < 4; batch++) {
            Map<String, RowValues> rows = new TreeMap<>();
            for (int index = 0; index < 6; index++) {
                String id = "coin" + random.nextInt(3);
                int day = random.nextInt(12);
                String name = random.nextInt(3) == 0 ? null : "n" + random.nextInt(2);
                if (!rows.containsKey(id + day)) {
                    rows.put(id + day, coin(id, name, day));
                    model.computeIfAbsent(id, any -> new TreeMap<>()).put(day, name == null ? "-" : name);
                }
            }
            historize(table, rows(lake, rows.values().toArray(RowValues[]::new)));
            model.replaceAll((id, versions) -> withoutRepetitions(versions));

            assertThat(versions(table)).as("seed %d batch %d", seed, batch).isEqualTo(lines(model));
        }
    }

    private static NavigableMap<Integer, String> withoutRepetitions(NavigableMap<Integer, String> versions) {
        NavigableMap<Integer, String> distinct = new TreeMap<>();
        String before = "";
        for (Map.Entry<Integer, String> version : versions.entrySet()) {
            if (!version.getValue().equals(before)) {
                distinct.put(version.getKey(), version.getValue());
            }
            before = version.getValue();
        }
        return distinct;
    }

    private static List<String> lines(Map<String, NavigableMap<Integer, String>> model) {
        List<String> lines = new ArrayList<>();
        model.forEach((id, versions) -> versions.forEach((day, name) -> {
            Integer next = versions.higherKey(day);
            lines.add(id + " " + name + " " + day + "-" + (next == null ? "*" : next));
        }));
        lines.sort(null);
        return lines;
    }

    @Test
    void refusesTwoRowsOfOneInstant(Lakehouse lake) {
        LakehouseTable table = lake.table(COINS);

        assertThatThrownBy(() -> historize(table, rows(lake, coin("btc", "A", 1), coin("btc", "B", 1))))
                .isExactlyInstanceOf(InvalidKeyException.class)
                .hasMessage(
                        "Cannot historize silver.coins: 2 source rows share 1 keys (id, valid_from), for example (btc,"
                                + " 2025-03-02 00:00:00). Deduplicate the source first, or declare an order with latestBy(...).");
    }

    @Test
    void refusesToGoOnWithATableThatHoldsAVersionTwice(Lakehouse lake) {
        LakehouseTable table = lake.table(COINS);
        historize(table, rows(lake, coin("btc", "A", 1)));
        table.read().write().format("delta").mode("append").save(table.location());

        assertThatThrownBy(() -> historize(table, rows(lake, coin("btc", "A", 1))))
                .isExactlyInstanceOf(InvalidKeyException.class)
                .hasMessageStartingWith(
                        "Cannot historize silver.coins: the table itself has 2 rows that share 1 keys (id, valid_from)");
        assertThat(table.state().rows()).isEqualTo(2);
    }

    @Test
    void refusesATableWhoseKeyLacksTheInstant(Lakehouse lake) {
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("silver", "plain")
                .addFields(ID, FROM, TO, CURRENT)
                .addKeyFields(ID)
                .build());

        assertThatThrownBy(() -> table.historize(FROM, TO, CURRENT))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot historize silver.plain: its key has to consist of the fields that identify an"
                        + " entity, and valid_from.");
    }
}
