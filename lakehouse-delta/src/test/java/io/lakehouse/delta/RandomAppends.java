package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.RandomRows.contents;
import static io.lakehouse.delta.RandomRows.keyOf;
import static io.lakehouse.delta.RandomRows.lines;
import static io.lakehouse.delta.RandomRows.newest;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.result.AppendResult;
import io.lakehouse.core.result.DeleteResult;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.RandomRows.Deletion;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One random sequence of verbs on one table without a key, each step of which leaves the rows that a list in memory
 * holds, each as often.
 */
final class RandomAppends {

    private static final int STEPS = 8;

    private final Lakehouse lake;
    private final Random random;
    private final RandomRows rows;
    private final String name;
    private final LakehouseTable table;
    private final List<RowValues> model = new ArrayList<>();
    /** The batches that the rows of the table came by, whatever became of these since. */
    private final Set<String> done = new HashSet<>();

    private final NavigableMap<Long, State> versions = new TreeMap<>();
    private int batches;

    /** What a version holds. */
    private record State(List<RowValues> model, Set<String> done) {}

    RandomAppends(Lakehouse lake, long seed) {
        this.lake = lake;
        this.random = new Random(seed);
        this.rows = new RandomRows(random, lake.spark());
        this.name = "seed " + seed + " appends " + rows;
        this.table = lake.table(TableSpec.builder()
                .from(rows.spec("t" + seed, true))
                .keyFields(List.of())
                .build());
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            String what = switch (model.isEmpty() ? random.nextInt(2) : random.nextInt(12)) {
                case 0, 2 -> append();
                case 1, 3 -> rerun();
                case 4 -> replaceDay();
                case 5 -> delete();
                case 6 -> deleteByAnotherEngine();
                case 7 -> appendAtOnce();
                case 8, 9 -> restore();
                case 10 -> overwriteByAnotherEngine();
                default -> appendBesideOptimize();
            };
            versions.put(table.log().snapshot().version(), new State(List.copyOf(model), Set.copyOf(done)));
            String at = name + " step " + step + " " + what;
            assertThat(newest(table)).as(at).isEqualTo(lines(model));
            if (random.nextInt(6) == 0) {
                rows.optimize(table).execute();
                assertThat(newest(table)).as(at + " optimized").isEqualTo(lines(model));
            }
        }
        assertThat(contents(table.read())).as(name + " as everybody reads it").isEqualTo(lines(model));
        rows.requireConsistent(table, name);
    }

    private String append() {
        List<RowValues> batch = rows.batch();
        String batchName = batchName(batches++);
        AppendResult result = table.append(batchName).execute(dataset(batch));
        assertThat(result.rowsAppended()).as(name).isEqualTo(batch.size());
        model.addAll(batch);
        done.add(batchName);
        return "append of " + batch.size();
    }

    /** A batch that was there, whatever became of its rows and whichever come now; if it was taken back it comes again. */
    private String rerun() {
        String batch = batchName(random.nextInt(Math.max(1, batches)));
        batches = Math.max(1, batches);
        List<RowValues> given = rows.batch();
        AppendResult result = table.append(batch).execute(dataset(given));
        assertThat(result.committed()).as(name + " rerun of " + batch).isEqualTo(!done.contains(batch));
        if (done.add(batch)) {
            model.addAll(given);
        }
        return "rerun of " + batch;
    }

    /** To the version that a step left. */
    private String restore() {
        Map.Entry<Long, State> version = versions.floorEntry(
                (long) random.nextInt(Math.toIntExact(table.log().snapshot().version())));
        if (version == null) {
            return "no restore";
        }
        DeltaTable.forPath(lake.spark(), table.location()).restoreToVersion(version.getKey());
        model.clear();
        model.addAll(version.getValue().model());
        done.clear();
        done.addAll(version.getValue().done());
        return "restore to " + version.getKey();
    }

    private String overwriteByAnotherEngine() {
        List<RowValues> batch = rows.batch();
        rows.complete(batch).write().format("delta").mode("overwrite").save(table.location());
        model.clear();
        model.addAll(batch);
        done.clear();
        return "foreign overwrite by " + batch.size();
    }

    private String replaceDay() {
        LocalDate day = keyOf(someRow()).day();
        List<RowValues> fresh = rows.batch().stream()
                .filter(row -> keyOf(row).day().equals(day))
                .toList();
        table.replace(PARTITION_DATE.is(day)).execute(dataset(fresh));
        model.removeIf(row -> keyOf(row).day().equals(day));
        model.addAll(fresh);
        return "replace of " + day;
    }

    private String delete() {
        Deletion deletion = rows.deletionBy(keyOf(someRow()));
        long expected = model.stream().filter(deletion::matches).count();
        DeleteResult result = table.delete(deletion.filter()).execute();
        assertThat(result.rowsDeleted())
                .as(name + " delete " + deletion.filter())
                .isEqualTo(expected);
        model.removeIf(deletion::matches);
        return "delete of " + deletion.filter();
    }

    /** Leaves deletion vectors where the table has them. */
    private String deleteByAnotherEngine() {
        Deletion deletion = rows.deletionBy(keyOf(someRow()));
        DeltaTable.forPath(rows.session(), table.location())
                .delete(deletion.filter().toColumn());
        model.removeIf(deletion::matches);
        return "foreign delete of " + deletion.filter();
    }

    /** Two batches, or one batch started twice. */
    private String appendAtOnce() {
        boolean isTwin = random.nextBoolean();
        List<RowValues> first = rows.batch();
        List<RowValues> second = isTwin ? first : rows.batch();
        String firstName = batchName(batches++);
        String secondName = isTwin ? firstName : batchName(batches++);
        CompletableFuture<AppendResult> rival =
                CompletableFuture.supplyAsync(() -> table.append(firstName).execute(dataset(first)));
        AppendResult result = table.append(secondName).execute(dataset(second));
        boolean bothCommitted = result.committed() && rival.join().committed();
        assertThat(bothCommitted)
                .as(name + (isTwin ? " twins" : " two batches"))
                .isEqualTo(!isTwin);
        done.add(firstName);
        done.add(secondName);
        model.addAll(first);
        if (!isTwin) {
            model.addAll(second);
        }
        return isTwin ? "twins" : "two appends at once";
    }

    private String appendBesideOptimize() {
        List<RowValues> batch = rows.batch();
        Optimize optimize = rows.optimize(table);
        CompletableFuture<OptimizeResult> rival = CompletableFuture.supplyAsync(optimize::execute);
        String batchName = batchName(batches++);
        table.append(batchName).execute(dataset(batch));
        done.add(batchName);
        rival.join();
        model.addAll(batch);
        return "append beside optimize";
    }

    private static String batchName(int number) {
        return "batch " + number;
    }

    private RowValues someRow() {
        return model.get(random.nextInt(model.size()));
    }

    private Dataset<Row> dataset(List<RowValues> batch) {
        return rows.dataset(batch);
    }
}
