package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizePlan.PartitionPlan;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.result.VacuumPlan;
import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Plans and results over very many partitions and files are complete as records and short as text. */
class LongPlansTest {

    private static final int MANY = 100_000;
    private static final TableName TABLE = TableName.of("silver", "prices");

    private static final List<PartitionPlan> PARTITIONS = IntStream.range(0, MANY)
            .mapToObj(number -> new PartitionPlan(
                    Map.of("n", String.valueOf(number)),
                    2,
                    List.of("a" + number, "b" + number),
                    10,
                    10,
                    1,
                    2,
                    1,
                    Instant.EPOCH,
                    "two files"))
            .toList();
    private static final OptimizePlan PLAN =
            new OptimizePlan(TABLE, 7, 1 << 20, "z-ordered by (id)", Optional.empty(), PARTITIONS);
    private static final List<String> FILES =
            IntStream.range(0, MANY).mapToObj(number -> "file" + number).toList();

    @Test
    void anOptimizePlanShowsSomePartitions() {
        assertThat(PLAN.toString())
                .startsWith("optimize silver.prices at version 7: 100000 of 100000 partitions, 200000 files and 1000000"
                        + " bytes to read, 1000000 bytes to write, z-ordered by (id) [{n=0}: two files, ")
                .endsWith("{n=9}: two files, and 99,990 more]");
        assertThat(PLAN.partitions()).hasSize(MANY);
    }

    @Test
    void anOptimizeResultShowsSomePartitions() {
        List<Map<String, String>> left =
                PARTITIONS.stream().map(PartitionPlan::partition).toList();
        OptimizeResult result = new OptimizeResult(PLAN, List.of(8L), 1, 2, 1, 10, List.of(), left, Duration.ZERO);

        assertThat(result.toString())
                .startsWith("optimized silver.prices in versions [8]: 1 partitions, 2 files into 1, 10 bytes written;"
                        + " skipped because of other writers []; left for the next run [{n=0}, ")
                .endsWith("{n=9}, and 99,990 more]; PT0S");
        assertThat(result.left()).hasSize(MANY);
    }

    @Test
    void plansOfWritesAndVacuumsShowSomeFiles() {
        WritePlan write = new WritePlan(
                TABLE, 7, 1, 1, FILES, 10, Optional.empty(), SchemaChange.NONE, "rows in these files match");
        VacuumPlan vacuum = new VacuumPlan(TABLE, VacuumResult.Method.LITE, "asked", FILES, 10);

        assertThat(write.toString())
                .hasSizeLessThan(400)
                .contains("file9, and 99,990 more]: rows in these files match");
        assertThat(vacuum.toString()).hasSizeLessThan(400).endsWith("file9, and 99,990 more]");
        assertThat(write.filesToReplace()).hasSize(MANY);
        assertThat(vacuum.files()).hasSize(MANY);
    }

    @Test
    void aShortPlanShowsAll() {
        assertThat(new WritePlan(TABLE, 7, 1, 0, List.of("a", "b"), 0, Optional.empty(), SchemaChange.NONE, "new")
                        .toString())
                .isEqualTo("silver.prices at version 7: 1 rows to write, 0 to remove, 0 bytes to rewrite in 2 files"
                        + " [a, b]: new");
    }
}
