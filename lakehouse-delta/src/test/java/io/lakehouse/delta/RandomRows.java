package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICE;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.unhex;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.TableSnapshot;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Rows, filters and tables of {@link Prices} as a seed has them, few enough that they meet often; of half of the seeds
 * with keys that are hard to keep apart or to order.
 */
final class RandomRows {

    private static final Instant START = Instant.parse("2025-03-01T22:00:00Z");
    private static final List<Field<?>> GIVEN = List.of(ID, LAST_UPDATED, PRICE, INGESTED_AT);

    /** Before the bytes of an id that are no characters, which Java's strings cannot hold. */
    private static final String BYTES = "bytes:";

    private static final List<String> PLAIN_IDS = List.of("coin0", "coin1", "coin2", "coin3");
    private static final List<String> HOSTILE_IDS = List.of(
            "",
            " ",
            "a",
            "A",
            "\u00e4",
            "\uD83D\uDE00",
            "\uFFFDb",
            "null",
            "it's \"50%\" of a/b=c\\",
            "a".repeat(32) + "b",
            "a".repeat(32) + "\uDBFF\uDFFF",
            BYTES + "8062",
            BYTES + "FF61",
            BYTES + "FFFF",
            BYTES + "61".repeat(32) + "FF");
    private static final List<Instant> HOSTILE_INSTANTS = List.of(
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("1582-10-04T23:59:59.999999Z"),
            Instant.parse("1582-10-10T12:00:00Z"),
            Instant.parse("1753-01-01T00:00:00Z"),
            Instant.parse("1900-01-01T00:00:00Z"),
            Instant.parse("2011-12-30T11:00:00Z"),
            Instant.parse("2025-03-09T07:00:00Z"),
            Instant.parse("2025-03-09T06:59:59.999Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"));
    private static final List<String> ZONES = List.of("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia");

    private final Random random;
    private final boolean isPartitioned;
    private final boolean isHostile;
    private final RandomFeatures features;
    private final List<SparkSession> sessions = new ArrayList<>();
    private int clock;

    RandomRows(Random random, SparkSession spark) {
        this.random = random;
        this.isPartitioned = random.nextBoolean();
        boolean hasVectors = random.nextBoolean();
        this.isHostile = random.nextBoolean();
        this.features =
                new RandomFeatures(hasVectors, random.nextBoolean(), random.nextBoolean(), random.nextInt(4) == 0);
        for (String zone : ZONES) {
            SparkSession session = spark.newSession();
            session.conf().set("spark.sql.session.timeZone", zone);
            // Plain Spark itself does not find days that java.sql lacks, without it.
            session.conf().set("spark.sql.datetime.java8API.enabled", true);
            sessions.add(session);
        }
    }

    /** A session of one of four zones. */
    SparkSession session() {
        return sessions.get(random.nextInt(sessions.size()));
    }

    /** The rows as they come from a session of any zone. */
    Dataset<Row> dataset(List<RowValues> batch) {
        Column id = when(
                        ID.col().startsWith(BYTES),
                        unhex(substring_index(ID.col(), BYTES, -1)).cast("string"))
                .otherwise(ID.col());
        return Prices.rows(session(), batch).withColumn(ID.name(), id);
    }

    /** The same with the field that is derived, for engines that do not derive it. */
    Dataset<Row> complete(List<RowValues> batch) {
        String micros = "unix_micros(" + LAST_UPDATED.name() + ")";
        String day = "(" + micros + " - pmod(" + micros + ", 86400000000)) div 86400000000";
        return dataset(batch).withColumn(PARTITION_DATE.name(), expr("date_from_unix_date(cast(" + day + " as int))"));
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

    /** The table of a name: of some seeds partitioned, and of some with features, where they are asked for. */
    TableSpec spec(String tableName, boolean withFeatures) {
        TableSpec.Builder spec = TableSpec.builder().from(Prices.PRICES).name("silver", tableName);
        if (!isPartitioned) {
            spec.partitionFields(List.of());
        }
        if (withFeatures) {
            spec.addAllProperties(features.properties());
        }
        return spec.build();
    }

    /** What the features of the table record agrees with its rows. */
    void requireConsistent(LakehouseTable table, String name) {
        features.requireConsistent(session(), table, name);
    }

    @Override
    public String toString() {
        return (isPartitioned ? "partitioned" : "flat") + features + (isHostile ? " hostile" : "");
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
            RowKey key = isHostile
                    ? new RowKey(any(HOSTILE_IDS), any(HOSTILE_INSTANTS))
                    : new RowKey(any(PLAIN_IDS), START.plus(Duration.ofHours(random.nextInt(5) * 7L)));
            String price = random.nextInt(4) == 0 ? null : String.valueOf(random.nextInt(3));
            batch.add(row(key, new RowValue(price, START.plusSeconds(instants.get(index)))));
        }
        return batch;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
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
        // A filter is of Java's strings.
        return switch (key.id().startsWith(BYTES) ? 1 + random.nextInt(2) : random.nextInt(5)) {
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
                    return hex(key.id()) + " " + key.lastUpdated() + " " + value.price() + " " + value.ingestedAt()
                            + " " + key.day();
                })
                .sorted()
                .toList();
    }

    private static String hex(String id) {
        return id.startsWith(BYTES)
                ? id.substring(BYTES.length())
                : HexFormat.of().withUpperCase().formatHex(id.getBytes(StandardCharsets.UTF_8));
    }

    /** The newest rows, without Delta's own reading of the log, which would take most of the time. */
    static List<String> newest(LakehouseTable table) {
        TableSnapshot snapshot = table.log().snapshot();
        return contents(snapshot.read(table.log().callerSession(), snapshot.files()));
    }

    /** The rows as sorted lines, in forms that lose nothing. */
    static List<String> contents(Dataset<Row> rows) {
        List<String> lines = new ArrayList<>();
        for (Row row : rows.select(
                        functions.hex(ID.col()),
                        unix_micros(LAST_UPDATED.col()),
                        PRICE.col(),
                        unix_micros(INGESTED_AT.col()),
                        PARTITION_DATE.col().cast("string"))
                .collectAsList()) {
            lines.add(row.getString(0) + " " + instant(row.getLong(1)) + " "
                    + (row.isNullAt(2)
                            ? null
                            : row.getDecimal(2).stripTrailingZeros().toPlainString()) + " "
                    + instant(row.getLong(3)) + " " + row.getString(4));
        }
        lines.sort(null);
        return lines;
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
