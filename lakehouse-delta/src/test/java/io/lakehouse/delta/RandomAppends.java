package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.RandomRows.contents;
import static io.lakehouse.delta.RandomRows.keyOf;
import static io.lakehouse.delta.RandomRows.lines;
import static io.lakehouse.delta.RandomRows.newest;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.RandomRows.Deletion;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
    private int batches;

    RandomAppends(Lakehouse lake, long seed) {
        this.lake = lake;
        this.random = new Random(seed);
        this.rows = new RandomRows(random);
        this.name = "seed " + seed + " appends " + rows;
        this.table = lake.table(TableSpec.builder()
                .from(rows.spec("t" + seed, true))
                .keyFields(List.of())
                .build());
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            String what = switch (model.isEmpty() ? 0 : random.nextInt(9)) {
                case 0, 1, 2 -> append();
                case 3 -> rerun();
                case 4 -> replaceDay();
                case 5 -> delete();
                case 6 -> deleteByAnotherEngine();
                case 7 -> appendAtOnce();
                default -> appendBesideOptimize();
            };
            String at = name + " step " + step + " " + what;
            assertThat(newest(table)).as(at).isEqualTo(lines(model));
            if (random.nextInt(6) == 0) {
                rows.optimize(table).execute();
                assertThat(newest(table)).as(at + " optimized").isEqualTo(lines(model));
            }
        }
        assertThat(contents(table.read())).as(name + " as everybody reads it").isEqualTo(lines(model));
    }

    private String append() {
        List<RowValues> batch = rows.batch();
        AppendResult result = table.append(batchName(batches++)).execute(dataset(batch));
        assertThat(result.rowsAppended()).as(name).isEqualTo(batch.size());
        model.addAll(batch);
        return "append of " + batch.size();
    }

    /** A batch that was there, whatever became of its rows and whichever come now. */
    private String rerun() {
        String batch = batchName(random.nextInt(batches));
        AppendResult result = table.append(batch).execute(dataset(rows.batch()));
        assertThat(result.committed()).as(name + " rerun of " + batch).isFalse();
        return "rerun of " + batch;
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
        DeltaTable.forPath(lake.spark(), table.location())
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
        table.append(batchName(batches++)).execute(dataset(batch));
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
        return Prices.rows(lake.spark(), batch);
    }
}
