package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * One random sequence of verbs on one table, each step of which leaves the rows that a map in memory holds. In every
 * eighth the upserts are done to a second table by a plain MERGE, too, which has to hold the same rows in the end.
 */
final class RandomSequence {

    private static final int STEPS = 6;
    private static final Instant START = Instant.parse("2025-03-01T22:00:00Z");
    private static final List<Field<?>> GIVEN = List.of(ID, LAST_UPDATED, PRICE, INGESTED_AT);

    private final Lakehouse lake;
    private final Random random;
    private final String name;
    private final LakehouseTable table;
    private final Optional<LakehouseTable> oracle;
    private final boolean isPartitioned;
    private final Map<Key, Value> model = new TreeMap<>();
    private List<RowValues> lastBatch = List.of();
    private int clock;

    /** What identifies a row. */
    private record Key(String id, Instant lastUpdated) implements Comparable<Key> {

        LocalDate day() {
            return lastUpdated.atZone(ZoneOffset.UTC).toLocalDate();
        }

        @Override
        public int compareTo(Key other) {
            int byId = id.compareTo(other.id);
            return byId != 0 ? byId : lastUpdated.compareTo(other.lastUpdated);
        }
    }

    /** What a row holds besides. */
    private record Value(@Nullable String price, Instant ingestedAt) {}

    RandomSequence(Lakehouse lake, long seed) {
        this.lake = lake;
        this.random = new Random(seed);
        this.isPartitioned = random.nextBoolean();
        boolean hasVectors = random.nextBoolean();
        this.name = "seed " + seed + (isPartitioned ? " partitioned" : " flat") + (hasVectors ? " vectors" : "");
        this.table = lake.table(spec("t" + seed, hasVectors));
        // A MERGE takes longer than everything else.
        this.oracle = seed % 8 == 0 ? Optional.of(lake.table(spec("o" + seed, false))) : Optional.empty();
    }

    private TableSpec spec(String tableName, boolean hasVectors) {
        TableSpec.Builder spec = TableSpec.builder().from(Prices.PRICES).name("silver", tableName);
        if (!isPartitioned) {
            spec.partitionFields(List.of());
        }
        if (hasVectors) {
            spec.addProperties(TableProperty.flag("delta.enableDeletionVectors", "cheap deletes")
                    .of(true));
        }
        return spec.build();
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            String what = switch (model.isEmpty() ? 0 : random.nextInt(8)) {
                case 0, 1, 2 -> upsert();
                case 3 -> rerun();
                case 4 -> replaceDay();
                case 5 -> delete();
                case 6 -> deleteByAnotherEngine();
                default -> upsertTwiceAtOnce();
            };
            String at = name + " step " + step + " " + what;
            List<String> expected = model.entrySet().stream()
                    .map(row -> line(row.getKey(), row.getValue()))
                    .toList();
            assertThat(contents(newest())).as(at).isEqualTo(expected);
            if (random.nextInt(6) == 0) {
                table.optimize().minFiles(2).execute();
                assertThat(contents(newest())).as(at + " optimized").isEqualTo(expected);
            }
        }
        List<String> rows = contents(table.read());
        assertThat(rows).as(name + " as everybody reads it").isEqualTo(contents(newest()));
        oracle.ifPresent(merged ->
                assertThat(contents(merged.read())).as(name + " by MERGE").isEqualTo(rows));
    }

    /** The newest rows, without Delta's own reading of the log, which would take most of the time. */
    private Dataset<Row> newest() {
        Snapshot snapshot = table.snapshot();
        return Snapshots.read(snapshot, table.files().of(snapshot));
    }

    private String upsert() {
        List<RowValues> batch = randomBatch();
        UpsertResult result = table.upsert().latestBy(INGESTED_AT).execute(dataset(batch));
        assertThat(result.rowsInserted() + result.rowsUpdated() + result.rowsUnchanged() + result.rowsSuperseded())
                .as(name)
                .isEqualTo(batch.size());
        merge(batch);
        return "upsert of " + batch.size();
    }

    private String rerun() {
        long before = table.state().version();
        UpsertResult result = table.upsert()
                .latestBy(INGESTED_AT)
                .ignoringChangesIn(INGESTED_AT)
                .execute(dataset(held(lastBatch)));
        assertThat(result.committed()).as(name + " rerun").isFalse();
        assertThat(table.state().version()).as(name + " rerun").isEqualTo(before);
        return "rerun";
    }

    /** The rows of a batch that the table holds still, as it holds them. */
    private List<RowValues> held(List<RowValues> batch) {
        List<RowValues> held = new ArrayList<>();
        model.forEach((key, value) -> {
            if (batch.stream().anyMatch(row -> keyOf(row).equals(key))) {
                held.add(row(key, value));
            }
        });
        return held;
    }

    private String replaceDay() {
        LocalDate day = someKey().day();
        List<RowValues> batch = randomBatch().stream()
                .filter(row -> keyOf(row).day().equals(day))
                .toList();
        Map<Key, Value> fresh = new TreeMap<>();
        batch.forEach(row -> fresh.put(keyOf(row), valueOf(row)));
        List<RowValues> rows = new ArrayList<>();
        fresh.forEach((key, value) -> rows.add(row(key, value)));
        RowFilter filter = PARTITION_DATE.is(day);
        table.replace(filter).execute(dataset(rows));
        deleteFromOracle(filter);
        model.keySet().removeIf(key -> key.day().equals(day));
        merge(rows);
        return "replace of " + day;
    }

    /** A filter, and what it means. */
    private record Deletion(RowFilter filter, BiPredicate<Key, Value> matches) {}

    private String delete() {
        Deletion deletion = someDeletion();
        long expected = model.entrySet().stream()
                .filter(row -> deletion.matches().test(row.getKey(), row.getValue()))
                .count();
        DeleteResult result = table.delete(deletion.filter()).execute();
        assertThat(result.rowsDeleted())
                .as(name + " delete " + deletion.filter())
                .isEqualTo(expected);
        assertThat(result.committed()).as(name).isEqualTo(expected > 0);
        forget(deletion);
        return "delete of " + deletion.filter();
    }

    /** Leaves deletion vectors where the table has them. */
    private String deleteByAnotherEngine() {
        Deletion deletion = someDeletion();
        DeltaTable.forPath(lake.spark(), table.location())
                .delete(deletion.filter().toColumn());
        forget(deletion);
        return "foreign delete of " + deletion.filter();
    }

    private void forget(Deletion deletion) {
        deleteFromOracle(deletion.filter());
        model.entrySet().removeIf(row -> deletion.matches().test(row.getKey(), row.getValue()));
    }

    private void deleteFromOracle(RowFilter filter) {
        oracle.ifPresent(
                merged -> DeltaTable.forPath(lake.spark(), merged.location()).delete(filter.toColumn()));
    }

    private Deletion someDeletion() {
        Key key = someKey();
        Instant instant = key.lastUpdated();
        return switch (random.nextInt(5)) {
            case 0 -> new Deletion(ID.is(key.id()), (row, value) -> row.id().equals(key.id()));
            case 1 ->
                new Deletion(
                        PARTITION_DATE.is(key.day()), (row, value) -> row.day().equals(key.day()));
            case 2 ->
                new Deletion(
                        LAST_UPDATED.lessThan(instant),
                        (row, value) -> row.lastUpdated().isBefore(instant));
            case 3 ->
                new Deletion(
                        LAST_UPDATED.atLeast(instant).and(ID.is(key.id())),
                        (row, value) ->
                                !row.lastUpdated().isBefore(instant) && row.id().equals(key.id()));
            default -> new Deletion(PRICE.is(BigDecimal.ONE), (row, value) -> "1".equals(value.price()));
        };
    }

    private String upsertTwiceAtOnce() {
        List<RowValues> first = randomBatch();
        List<RowValues> second = randomBatch();
        CompletableFuture<UpsertResult> rival = CompletableFuture.supplyAsync(
                () -> table.upsert().latestBy(INGESTED_AT).execute(dataset(first)));
        table.upsert().latestBy(INGESTED_AT).execute(dataset(second));
        rival.join();
        merge(first);
        merge(second);
        return "upserts at once";
    }

    /** The obvious way, and its effect on the model: deduplicate, then update all and insert all by the key alone. */
    private void merge(List<RowValues> batch) {
        oracle.ifPresent(merged -> mergeInto(merged, batch));
        batch.forEach(row -> model.merge(
                keyOf(row), valueOf(row), (old, fresh) -> fresh.ingestedAt().isBefore(old.ingestedAt()) ? old : fresh));
        lastBatch = batch;
    }

    private void mergeInto(LakehouseTable merged, List<RowValues> batch) {
        Dataset<Row> latest = dataset(batch)
                .selectExpr("*", "to_date(last_updated) partition_date")
                .selectExpr(
                        "*",
                        "row_number() over (partition by id, last_updated order by ingested_at desc nulls last) rank")
                .filter("rank = 1")
                .drop("rank");
        DeltaTable.forPath(lake.spark(), merged.location())
                .as("t")
                .merge(latest.as("s"), "t.id = s.id and t.last_updated = s.last_updated")
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .execute();
    }

    /** New, changed, unchanged and doubled keys over a few days; ingested after all before it, in no order. */
    private List<RowValues> randomBatch() {
        int size = random.nextInt(12);
        clock += 100;
        List<Integer> instants = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            instants.add(clock + index);
        }
        Collections.shuffle(instants, random);
        List<RowValues> batch = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            Key key = new Key("coin" + random.nextInt(4), START.plus(Duration.ofHours(random.nextInt(5) * 7L)));
            String price = random.nextInt(4) == 0 ? null : String.valueOf(random.nextInt(3));
            batch.add(row(key, new Value(price, START.plusSeconds(instants.get(index)))));
        }
        return batch;
    }

    private Key someKey() {
        List<Key> keys = List.copyOf(model.keySet());
        return keys.get(random.nextInt(keys.size()));
    }

    private static RowValues row(Key key, Value value) {
        RowValues row = RowValues.of(GIVEN)
                .set(ID, key.id())
                .set(LAST_UPDATED, key.lastUpdated())
                .set(INGESTED_AT, value.ingestedAt());
        return value.price() == null ? row : row.set(PRICE, new BigDecimal(value.price()));
    }

    private static Key keyOf(RowValues row) {
        return new Key(row.get(ID).orElseThrow(), row.get(LAST_UPDATED).orElseThrow());
    }

    private static Value valueOf(RowValues row) {
        return new Value(
                row.get(PRICE).map(BigDecimal::toPlainString).orElse(null),
                row.get(INGESTED_AT).orElseThrow());
    }

    private Dataset<Row> dataset(List<RowValues> rows) {
        return Prices.rows(lake.spark(), rows);
    }

    private static String line(Key key, Value value) {
        return key.id() + " " + key.lastUpdated() + " " + value.price() + " " + value.ingestedAt() + " " + key.day();
    }

    private static List<String> contents(Dataset<Row> rows) {
        Column[] columns = {ID.col(), LAST_UPDATED.col(), PRICE.col(), INGESTED_AT.col(), PARTITION_DATE.col()};
        List<String> lines = new ArrayList<>();
        for (Row row : rows.select(columns).collectAsList()) {
            lines.add(row.getString(0) + " " + row.getTimestamp(1).toInstant() + " "
                    + (row.isNullAt(2)
                            ? null
                            : row.getDecimal(2).stripTrailingZeros().toPlainString()) + " "
                    + row.getTimestamp(3).toInstant() + " " + row.getDate(4).toLocalDate());
        }
        lines.sort(null);
        return lines;
    }
}
