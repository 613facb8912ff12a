package io.lakehouse.delta.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Historize;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.RandomFeatures;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Random change feeds of entities that appear, change, confirm what is known and vanish, historized in random batches,
 * some of them late and some repeated. The table must hold the versions that the events give in their true order.
 */
final class RandomHistory {

    private static final int KEYS = 200;
    private static final int EVENTS = 1500;
    private static final int DAYS = 12;
    private static final int BATCHES = 5;

    private static final Field<Long> ID = Field.bigint("id").required("key");
    private static final Field<String> NAME = Field.string("name").required("content");
    private static final Field<Long> LSN = Field.bigint("lsn").required("order");
    private static final Field<Instant> FROM = Field.timestamp("valid_from").required("inclusive");
    private static final Field<Instant> TO = Field.timestamp("valid_to").optional("exclusive");
    private static final Field<Boolean> CURRENT = Field.bool("is_current").required("no end");
    private static final Field<String> OP = Field.string("op");
    private static final StructType SCHEMA =
            StructType.fromDDL("op string, id bigint, name string, lsn bigint, valid_from timestamp");

    private final Lakehouse lake;
    private final Random random;
    private final RandomFeatures features;
    private final List<Event> events = new ArrayList<>();
    private final String name;
    private final long seed;

    private record Event(boolean isDelete, long id, String name, int day) {

        Row row() {
            return RowFactory.create(
                    isDelete ? "d" : "u", id, isDelete ? null : name, (long) day, Timestamp.from(instant(day)));
        }
    }

    RandomHistory(Lakehouse lake, long seed) {
        this.lake = lake;
        this.seed = seed;
        this.random = new Random(seed);
        this.features = new RandomFeatures(random.nextBoolean(), random.nextBoolean(), false, false);
        this.name = "history seed " + seed + features;
        for (int at = 0; at < EVENTS; at++) {
            events.add(new Event(
                    random.nextInt(5) == 0,
                    random.nextInt(KEYS),
                    String.valueOf((char) ('a' + random.nextInt(3))),
                    random.nextInt(DAYS)));
        }
    }

    private static Instant instant(int day) {
        return Instant.parse("2025-03-01T00:00:00Z").plus(Duration.ofDays(day));
    }

    void run() {
        List<String> expected = expected();
        for (int order = 0; order < 3; order++) {
            LakehouseTable table = lake.table(TableSpec.builder()
                    .name("feeds", "history_" + seed + "_" + order)
                    .addFields(ID, NAME, LSN, FROM, TO, CURRENT)
                    .addKeyFields(ID, FROM)
                    .properties(features.properties())
                    .build());
            List<Event> shuffled = new ArrayList<>(events);
            if (order == 0) {
                shuffled.sort(Comparator.comparingInt(Event::day));
            } else {
                Collections.shuffle(shuffled, random);
            }
            apply(table, shuffled);
            assertThat(HistorizedFeedIT.versions(table))
                    .as(name + " order " + order)
                    .isEqualTo(expected);
        }
    }

    private void apply(LakehouseTable table, List<Event> shuffled) {
        Historize feed = table.historize(FROM, TO, CURRENT).latestBy(LSN).deletingWhere(OP.is("d"));
        List<List<Event>> done = new ArrayList<>();
        int from = 0;
        while (from < shuffled.size()) {
            int to = Math.min(shuffled.size(), from + 1 + random.nextInt(2 * EVENTS / BATCHES));
            List<Event> batch = new ArrayList<>(shuffled.subList(from, to));
            if (random.nextInt(3) == 0 && !done.isEmpty()) {
                batch.addAll(done.get(random.nextInt(done.size())));
            }
            feed.execute(dataset(batch));
            if (random.nextInt(3) == 0) {
                assertThat(feed.execute(dataset(batch)).committed())
                        .as(name + " again")
                        .isFalse();
            }
            done.add(batch);
            from = to;
        }
    }

    private Dataset<Row> dataset(List<Event> batch) {
        return lake.spark().createDataFrame(batch.stream().map(Event::row).toList(), SCHEMA);
    }

    private List<String> expected() {
        Map<Long, NavigableMap<Integer, List<Event>>> byKey = new TreeMap<>();
        events.forEach(event -> byKey.computeIfAbsent(event.id(), id -> new TreeMap<>())
                .computeIfAbsent(event.day(), day -> new ArrayList<>())
                .add(event));
        List<String> lines = new ArrayList<>();
        byKey.forEach((id, days) -> {
            String current = "";
            int since = 0;
            for (Map.Entry<Integer, List<Event>> day : days.entrySet()) {
                boolean isDelete = day.getValue().stream().anyMatch(Event::isDelete);
                String next = isDelete
                        ? ""
                        : day.getValue().stream()
                                .map(Event::name)
                                .max(Comparator.naturalOrder())
                                .orElseThrow();
                if (!next.equals(current)) {
                    if (!current.isEmpty()) {
                        lines.add(id + " " + current + " " + since + "-" + day.getKey());
                    }
                    current = next;
                    since = day.getKey();
                }
            }
            if (!current.isEmpty()) {
                lines.add(id + " " + current + " " + since + "-*");
            }
        });
        return lines.stream().sorted().toList();
    }
}
