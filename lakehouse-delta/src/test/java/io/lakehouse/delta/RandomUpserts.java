package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.RandomRows.contents;
import static io.lakehouse.delta.RandomRows.keyOf;
import static io.lakehouse.delta.RandomRows.lines;
import static io.lakehouse.delta.RandomRows.newest;
import static io.lakehouse.delta.RandomRows.restOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.result.DeleteResult;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.delta.RandomRows.Deletion;
import io.lakehouse.delta.RandomRows.RowKey;
import io.lakehouse.delta.RandomRows.RowValue;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One random sequence of verbs on one table with a key, each step of which leaves the rows that a map in memory holds.
 * In every eighth the upserts are done to a second table by a plain MERGE, too, which has to hold the same rows in the
 * end.
 */
final class RandomUpserts {

    private static final int STEPS = 6;

    private final Lakehouse lake;
    private final Random random;
    private final RandomRows rows;
    private final String name;
    private final LakehouseTable table;
    private final Optional<LakehouseTable> oracle;
    private final Map<RowKey, RowValue> model = new TreeMap<>();
    private final NavigableMap<Long, Map<RowKey, RowValue>> versions = new TreeMap<>();
    private List<RowValues> lastBatch = List.of();

    RandomUpserts(Lakehouse lake, long seed) {
        this.lake = lake;
        this.random = new Random(seed);
        this.rows = new RandomRows(random, lake.spark());
        this.name = "seed " + seed + " " + rows;
        this.table = lake.table(rows.spec("t" + seed, true));
        // A MERGE takes longer than everything else.
        this.oracle = seed % 8 == 0 ? Optional.of(lake.table(rows.spec("o" + seed, false))) : Optional.empty();
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            String what = switch (model.isEmpty() ? 0 : random.nextInt(12)) {
                case 0, 1, 2 -> upsert();
                case 3 -> rerun();
                case 4 -> replaceDay();
                case 5 -> delete();
                case 6 -> deleteByAnotherEngine();
                case 7 -> upsertTwiceAtOnce();
                case 8 -> restore();
                case 9 -> appendByAnotherEngine();
                case 10 -> overwriteByAnotherEngine();
                default -> upsertBesideOptimize();
            };
            String at = name + " step " + step + " " + what;
            versions.put(table.log().snapshot().version(), new TreeMap<>(model));
            List<String> expected = lines(held());
            assertThat(newest(table)).as(at).isEqualTo(expected);
            if (random.nextInt(6) == 0) {
                rows.optimize(table).execute();
                assertThat(newest(table)).as(at + " optimized").isEqualTo(expected);
            }
        }
        List<String> everybodys = contents(table.read());
        assertThat(everybodys).as(name + " as everybody reads it").isEqualTo(newest(table));
        rows.requireConsistent(table, name);
        oracle.ifPresent(merged ->
                assertThat(contents(merged.read())).as(name + " by MERGE").isEqualTo(everybodys));
    }

    private String upsert() {
        List<RowValues> batch = rows.batch();
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
        return held().stream()
                .filter(row -> batch.stream().anyMatch(given -> keyOf(given).equals(keyOf(row))))
                .toList();
    }

    private List<RowValues> held() {
        List<RowValues> held = new ArrayList<>();
        model.forEach((key, value) -> held.add(RandomRows.row(key, value)));
        return held;
    }

    private String replaceDay() {
        LocalDate day = someKey().day();
        List<RowValues> batch = rows.batch().stream()
                .filter(row -> keyOf(row).day().equals(day))
                .toList();
        // A replace takes each key once, the last one here.
        Map<RowKey, RowValues> last = new TreeMap<>();
        batch.forEach(row -> last.put(keyOf(row), row));
        List<RowValues> fresh = List.copyOf(last.values());
        RowFilter filter = PARTITION_DATE.is(day);
        table.replace(filter).execute(dataset(fresh));
        deleteFromOracle(filter);
        model.keySet().removeIf(key -> key.day().equals(day));
        merge(fresh);
        return "replace of " + day;
    }

    private String delete() {
        Deletion deletion = rows.deletionBy(someKey());
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
        Deletion deletion = rows.deletionBy(someKey());
        DeltaTable.forPath(rows.session(), table.location())
                .delete(deletion.filter().toColumn());
        forget(deletion);
        return "foreign delete of " + deletion.filter();
    }

    /** To the version that a step left. */
    private String restore() {
        Map.Entry<Long, Map<RowKey, RowValue>> version = versions.floorEntry(
                (long) random.nextInt(Math.toIntExact(table.log().snapshot().version())));
        if (version == null || oracle.isPresent()) {
            return "no restore";
        }
        DeltaTable.forPath(lake.spark(), table.location()).restoreToVersion(version.getKey());
        model.clear();
        model.putAll(version.getValue());
        lastBatch = held();
        return "restore to " + version.getKey();
    }

    /** New keys, bounded by texts of another zone. */
    private String appendByAnotherEngine() {
        Map<RowKey, RowValues> fresh = new TreeMap<>();
        rows.batch().forEach(row -> fresh.put(keyOf(row), row));
        fresh.keySet().removeAll(model.keySet());
        rows.complete(List.copyOf(fresh.values()))
                .write()
                .format("delta")
                .mode("append")
                .save(table.location());
        merge(List.copyOf(fresh.values()));
        return "foreign append of " + fresh.size();
    }

    private String overwriteByAnotherEngine() {
        Map<RowKey, RowValues> fresh = new TreeMap<>();
        rows.batch().forEach(row -> fresh.put(keyOf(row), row));
        rows.complete(List.copyOf(fresh.values()))
                .write()
                .format("delta")
                .mode("overwrite")
                .save(table.location());
        oracle.ifPresent(
                merged -> DeltaTable.forPath(lake.spark(), merged.location()).delete());
        model.clear();
        merge(List.copyOf(fresh.values()));
        return "foreign overwrite by " + fresh.size();
    }

    private void forget(Deletion deletion) {
        deleteFromOracle(deletion.filter());
        model.entrySet().removeIf(row -> deletion.matches().test(row.getKey(), row.getValue()));
    }

    private void deleteFromOracle(RowFilter filter) {
        oracle.ifPresent(
                merged -> DeltaTable.forPath(rows.session(), merged.location()).delete(filter.toColumn()));
    }

    private String upsertTwiceAtOnce() {
        List<RowValues> first = rows.batch();
        List<RowValues> second = rows.batch();
        CompletableFuture<UpsertResult> rival = CompletableFuture.supplyAsync(
                () -> table.upsert().latestBy(INGESTED_AT).execute(dataset(first)));
        table.upsert().latestBy(INGESTED_AT).execute(dataset(second));
        rival.join();
        merge(first);
        merge(second);
        return "upserts at once";
    }

    private String upsertBesideOptimize() {
        List<RowValues> batch = rows.batch();
        Optimize optimize = rows.optimize(table);
        CompletableFuture<OptimizeResult> rival = CompletableFuture.supplyAsync(optimize::execute);
        table.upsert().latestBy(INGESTED_AT).execute(dataset(batch));
        rival.join();
        merge(batch);
        return "upsert beside optimize";
    }

    /** The obvious way, and its effect on the model: deduplicate, then update all and insert all by the key alone. */
    private void merge(List<RowValues> batch) {
        oracle.ifPresent(merged -> mergeInto(merged, batch));
        batch.forEach(row -> model.merge(
                keyOf(row), restOf(row), (old, fresh) -> fresh.ingestedAt().isBefore(old.ingestedAt()) ? old : fresh));
        lastBatch = batch;
    }

    private void mergeInto(LakehouseTable merged, List<RowValues> batch) {
        Dataset<Row> latest = rows.complete(batch)
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

    private RowKey someKey() {
        List<RowKey> keys = List.copyOf(model.keySet());
        return keys.get(random.nextInt(keys.size()));
    }

    private Dataset<Row> dataset(List<RowValues> batch) {
        return rows.dataset(batch);
    }
}
