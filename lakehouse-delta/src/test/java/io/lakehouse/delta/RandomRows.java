package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICE;

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
import java.util.Random;
import java.util.function.BiPredicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.Snapshot;
import org.jspecify.annotations.Nullable;

/** Rows, filters and tables of {@link Prices} as a seed has them, few enough that they meet often. */
final class RandomRows {

    private static final Instant START = Instant.parse("2025-03-01T22:00:00Z");
    private static final List<Field<?>> GIVEN = List.of(ID, LAST_UPDATED, PRICE, INGESTED_AT);

    private final Random random;
    private final boolean isPartitioned;
    private final boolean hasVectors;
    private int clock;

    RandomRows(Random random) {
        this.random = random;
        this.isPartitioned = random.nextBoolean();
        this.hasVectors = random.nextBoolean();
    }

    /** What identifies a row. */
    record RowKey(String id, Instant lastUpdated) implements Comparable<RowKey> {

        LocalDate day() {
            return lastUpdated.atZone(ZoneOffset.UTC).toLocalDate();
        }

        @Override
        public int compareTo(RowKey other) {
            int byId = id.compareTo(other.id);
            return byId != 0 ? byId : lastUpdated.compareTo(other.lastUpdated);
        }
    }

    /** What a row holds besides. */
    record RowValue(@Nullable String price, Instant ingestedAt) {}

    /** A filter, and what it means. */
    record Deletion(RowFilter filter, BiPredicate<RowKey, RowValue> matches) {

        boolean matches(RowValues row) {
            return matches.test(keyOf(row), restOf(row));
        }
    }

    /** The table of a name: of some seeds partitioned, of some with deletion vectors where it is asked for. */
    TableSpec spec(String tableName, boolean withVectors) {
        TableSpec.Builder spec = TableSpec.builder().from(Prices.PRICES).name("silver", tableName);
        if (!isPartitioned) {
            spec.partitionFields(List.of());
        }
        if (withVectors && hasVectors) {
            spec.addProperties(TableProperty.flag("delta.enableDeletionVectors", "cheap deletes")
                    .of(true));
        }
        return spec.build();
    }

    @Override
    public String toString() {
        return (isPartitioned ? "partitioned" : "flat") + (hasVectors ? " vectors" : "");
    }

    /** New, changed, unchanged and doubled keys over a few days; ingested after all before it, in no order. */
    List<RowValues> batch() {
        int size = random.nextInt(12);
        clock += 100;
        List<Integer> instants = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            instants.add(clock + index);
        }
        Collections.shuffle(instants, random);
        List<RowValues> batch = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            RowKey key = new RowKey("coin" + random.nextInt(4), START.plus(Duration.ofHours(random.nextInt(5) * 7L)));
            String price = random.nextInt(4) == 0 ? null : String.valueOf(random.nextInt(3));
            batch.add(row(key, new RowValue(price, START.plusSeconds(instants.get(index)))));
        }
        return batch;
    }

    /** One that rewrites much. */
    Optimize optimize(LakehouseTable table) {
        return random.nextBoolean()
                ? table.optimize().everything()
                : table.optimize().fanIn(2 + random.nextInt(2));
    }

    /** A filter that has to do with a key. */
    Deletion deletionBy(RowKey key) {
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

    static RowValues row(RowKey key, RowValue value) {
        RowValues row = RowValues.of(GIVEN)
                .set(ID, key.id())
                .set(LAST_UPDATED, key.lastUpdated())
                .set(INGESTED_AT, value.ingestedAt());
        return value.price() == null ? row : row.set(PRICE, new BigDecimal(value.price()));
    }

    static RowKey keyOf(RowValues row) {
        return new RowKey(row.get(ID).orElseThrow(), row.get(LAST_UPDATED).orElseThrow());
    }

    static RowValue restOf(RowValues row) {
        return new RowValue(
                row.get(PRICE).map(BigDecimal::toPlainString).orElse(null),
                row.get(INGESTED_AT).orElseThrow());
    }

    /** The rows as {@link #contents} has them. */
    static List<String> lines(List<RowValues> rows) {
        return rows.stream()
                .map(row -> {
                    RowKey key = keyOf(row);
                    RowValue value = restOf(row);
                    return key.id() + " " + key.lastUpdated() + " " + value.price() + " " + value.ingestedAt() + " "
                            + key.day();
                })
                .sorted()
                .toList();
    }

    /** The newest rows, without Delta's own reading of the log, which would take most of the time. */
    static List<String> newest(LakehouseTable table) {
        Snapshot snapshot = table.snapshot();
        return contents(Snapshots.read(snapshot, table.files().of(snapshot)));
    }

    /** The rows as sorted lines. */
    static List<String> contents(Dataset<Row> rows) {
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
