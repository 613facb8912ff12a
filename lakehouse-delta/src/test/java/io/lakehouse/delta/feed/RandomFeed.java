package io.lakehouse.delta.feed;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.RandomFeatures;
import io.lakehouse.delta.Upsert;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Random change feeds with inserts, updates, deletes, and events of the same order, applied in random batches, some of
 * them late and some repeated. The table must hold what the events give when applied one by one in their order.
 */
final class RandomFeed {

    /** So many feeds of some keys each go into one table. */
    static final int FEEDS = 50;

    private static final int KEYS = 10;
    private static final int MAX_EVENTS = 40;
    private static final int BATCHES = 4;

    private static final Field<Long> ID = Field.bigint("id").required("key");
    private static final Field<String> NAME = Field.string("name").optional("text");
    private static final Field<String> CITY = Field.string("city").optional("text");
    private static final Field<String> REGION = Field.string("region").optional("where rows move");
    private static final Field<Long> BUCKET = Field.bigint("bucket").derivedFrom(ID, id -> id.mod(3));
    private static final Field<Long> LSN = Field.bigint("lsn").required("order");
    private static final Field<Map<String, @Nullable Long>> FIELD_LSN =
            Field.map("field_lsn", FieldType.STRING, FieldType.LONG);
    private static final Field<String> OP = Field.string("op");
    private static final Field<Boolean> CITY_CLEARED = Field.bool("city_cleared");

    private static final StructType SCHEMA = StructType.fromDDL(
            "op string, id bigint, name string, city string, region string, lsn bigint," + " city_cleared boolean");

    private final Lakehouse lake;
    private final Random random;
    private final boolean isPartial;
    private final Layout layout;
    private final RandomFeatures features;
    private final List<Event> events = new ArrayList<>();
    private final String name;
    private final long seed;

    private enum Layout {
        UNPARTITIONED,
        BY_REGION,
        BY_BUCKET
    }

    /** One event. A partial one carries the texts that it has, and NULL as city if that was cleared. */
    private record Event(
            boolean isDelete,
            long id,
            @Nullable String name,
            @Nullable String city,
            @Nullable String region,
            long lsn,
            boolean cityCleared) {

        Row row() {
            return RowFactory.create(isDelete ? "d" : "u", id, name, city, region, lsn, cityCleared);
        }

        List<@Nullable String> texts() {
            List<@Nullable String> texts = new ArrayList<>();
            texts.add(name);
            texts.add(city);
            texts.add(region);
            return texts;
        }
    }

    RandomFeed(Lakehouse lake, long seed) {
        this.lake = lake;
        this.seed = seed;
        this.random = new Random(seed);
        this.isPartial = random.nextBoolean();
        this.layout = Layout.values()[random.nextInt(Layout.values().length)];
        this.features = new RandomFeatures(random.nextBoolean(), random.nextBoolean(), false, random.nextInt(4) == 0);
        this.name = "seed " + seed + (isPartial ? " partial " : " whole ") + layout + features;
        for (int feed = 0; feed < FEEDS; feed++) {
            int count = 1 + random.nextInt(MAX_EVENTS);
            for (int at = 0; at < count; at++) {
                events.add(event(feed));
            }
        }
    }

    private Event event(int feed) {
        boolean isDelete = random.nextInt(4) == 0;
        boolean isEmpty = isDelete && random.nextBoolean();
        return new Event(
                isDelete,
                (long) feed * KEYS + random.nextInt(KEYS),
                isEmpty ? null : text(),
                isEmpty ? null : text(),
                isEmpty ? null : text(),
                random.nextInt(40),
                random.nextInt(3) == 0);
    }

    private @Nullable String text() {
        return random.nextInt(3) == 0 ? null : String.valueOf((char) ('a' + random.nextInt(4)));
    }

    void run() {
        List<String> expected = expected();
        for (int order = 0; order < 3; order++) {
            LakehouseTable table = lake.table(spec("feed_" + seed + "_" + order));
            List<Event> shuffled = new ArrayList<>(events);
            if (order == 0) {
                shuffled.sort(Comparator.comparingLong(Event::lsn));
            } else {
                Collections.shuffle(shuffled, random);
            }
            apply(table, shuffled);
            String at = name + " order " + order;
            assertThat(contents(table)).as(at).isEqualTo(expected);
            if (features.feed()) {
                assertThat(byItsFeed(table)).as(at + " by its feed").isEqualTo(expected);
            }
            if (features.tracked()) {
                Dataset<Row> ids = table.read().select("_metadata.row_id");
                assertThat(ids.distinct().count()).as(at + " row ids").isEqualTo(ids.count());
            }
        }
    }

    private void apply(LakehouseTable table, List<Event> shuffled) {
        List<List<Event>> done = new ArrayList<>();
        int from = 0;
        while (from < shuffled.size()) {
            int to = Math.min(shuffled.size(), from + 1 + random.nextInt(2 * shuffled.size() / BATCHES));
            List<Event> batch = new ArrayList<>(shuffled.subList(from, to));
            if (random.nextInt(4) == 0 && !done.isEmpty()) {
                batch.addAll(done.get(random.nextInt(done.size())));
            }
            UpsertResult result = feed(table).execute(dataset(batch));
            assertThat(result.rowsInserted()
                            + result.rowsUpdated()
                            + result.rowsDeleted()
                            + result.rowsUnchanged()
                            + result.rowsSuperseded())
                    .as(name + " counts")
                    .isEqualTo(batch.size());
            if (random.nextInt(4) == 0) {
                long version = table.state().version();
                assertThat(feed(table).execute(dataset(batch)).committed())
                        .as(name + " again")
                        .isFalse();
                assertThat(table.state().version()).isEqualTo(version);
            }
            if (random.nextInt(6) == 0) {
                table.optimize().everything().execute();
            }
            done.add(batch);
            from = to;
        }
    }

    private Upsert feed(LakehouseTable table) {
        Upsert feed = table.upsert().latestBy(LSN).deletingWhere(OP.is("d"));
        return isPartial
                ? feed.keepingOldWhereNull(NAME, CITY, REGION)
                        .nullWhere(CITY, CITY_CLEARED.is(true))
                        .keepingOrderIn(FIELD_LSN)
                : feed;
    }

    private Dataset<Row> dataset(List<Event> batch) {
        Dataset<Row> events =
                lake.spark().createDataFrame(batch.stream().map(Event::row).toList(), SCHEMA);
        Dataset<Row> rows = layout == Layout.BY_BUCKET ? events.withColumn("bucket", expr("id % 3")) : events;
        return isPartial ? rows : rows.drop(CITY_CLEARED.name());
    }

    private TableSpec spec(String table) {
        TableSpec.Builder spec = TableSpec.builder()
                .name("feeds", table)
                .addFields(ID, NAME, CITY, REGION, LSN)
                .addKeyFields(ID)
                .properties(features.properties());
        if (isPartial) {
            spec.addFields(FIELD_LSN);
        }
        switch (layout) {
            case BY_REGION -> spec.addPartitionFields(REGION).rowsMayMove(true);
            case BY_BUCKET -> spec.addFields(BUCKET).addPartitionFields(BUCKET);
            case UNPARTITIONED -> {}
        }
        return spec.build();
    }

    private List<String> expected() {
        Map<Long, List<Event>> byKey = new TreeMap<>();
        events.forEach(event ->
                byKey.computeIfAbsent(event.id(), id -> new ArrayList<>()).add(event));
        List<String> rows = new ArrayList<>();
        byKey.forEach((id, all) -> {
            String row = isPartial ? partial(all) : whole(all);
            if (row != null) {
                rows.add(id + " " + row);
            }
        });
        return rows.stream().sorted().toList();
    }

    /** The last event counts; of several, a delete, else the greatest. */
    private static @Nullable String whole(List<Event> all) {
        Event last = Collections.max(
                all,
                Comparator.comparingLong(Event::lsn)
                        .thenComparing(Event::isDelete)
                        .thenComparing(Event::texts, RandomFeed::compare));
        return last.isDelete() ? null : String.join(" ", strings(last.texts())) + " " + last.lsn();
    }

    /** Of each text, the last that an event after the last delete carries. */
    private static @Nullable String partial(List<Event> all) {
        long deleted =
                all.stream().filter(Event::isDelete).mapToLong(Event::lsn).max().orElse(-1);
        List<Event> live = all.stream()
                .filter(event -> !event.isDelete() && event.lsn() > deleted)
                .toList();
        if (live.isEmpty()) {
            return null;
        }
        List<@Nullable String> texts = new ArrayList<>();
        for (int at = 0; at < 3; at++) {
            int field = at;
            Comparator<Event> order = Comparator.comparingLong(Event::lsn)
                    .thenComparing(
                            event -> Collections.singletonList(event.texts().get(field)), RandomFeed::compare);
            texts.add(live.stream()
                    .filter(event -> event.texts().get(field) != null || (field == 1 && event.cityCleared()))
                    .max(order)
                    .map(event -> event.texts().get(field))
                    .orElse(null));
        }
        long lsn = live.stream().mapToLong(Event::lsn).max().orElseThrow();
        return String.join(" ", strings(texts)) + " " + lsn;
    }

    private static int compare(List<@Nullable String> one, List<@Nullable String> other) {
        for (int at = 0; at < one.size(); at++) {
            int order = Objects.compare(
                    one.get(at), other.get(at), Comparator.nullsFirst(Comparator.<String>naturalOrder()));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static List<String> strings(List<@Nullable String> texts) {
        return texts.stream().map(String::valueOf).toList();
    }

    private static List<String> contents(LakehouseTable table) {
        return lines(table.read());
    }

    /** The rows that the changes of all versions add up to. */
    private List<String> byItsFeed(LakehouseTable table) {
        return lines(lake.spark()
                .read()
                .format("delta")
                .option("readChangeFeed", "true")
                .option("startingVersion", 0)
                .load(table.location())
                .withColumn("weight", expr("if(_change_type in ('insert', 'update_postimage'), 1, -1)"))
                .groupBy("id", "name", "city", "region", "lsn")
                .agg(sum("weight").as("weight"))
                .filter("weight <> 0")
                .withColumn("weight", expr("explode(sequence(1, weight))")));
    }

    private static List<String> lines(Dataset<Row> rows) {
        return rows.select("id", "name", "city", "region", "lsn").collectAsList().stream()
                .map(row -> row.mkString(" "))
                .sorted()
                .toList();
    }
}
