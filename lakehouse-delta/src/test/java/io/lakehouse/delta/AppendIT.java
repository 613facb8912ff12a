package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.PRICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.AppendResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class AppendIT {

    private static final TableSpec EVENTS = TableSpec.builder()
            .name("bronze", "events")
            .addFields(
                    Field.bigint("n").required("number"), Field.string("kind").optional("what"))
            .build();

    private static Dataset<Row> numbers(Lakehouse lake, int count) {
        return lake.spark().range(count).selectExpr("id n", "'click' kind");
    }

    @Test
    void addsTheRowsOfABatch(Lakehouse lake) {
        LakehouseTable table = lake.table(EVENTS);

        AppendResult result = table.append("monday").execute(numbers(lake, 3));

        assertThat(result)
                .extracting(AppendResult::committed, AppendResult::rowsAppended, AppendResult::attempts)
                .containsExactly(true, 3L, 1);
        assertThat(result.version()).hasValue(1);
        assertThat(table.read().count()).isEqualTo(3);
    }

    @Test
    void planTellsWhetherTheBatchIsNewAndChangesNothing(Lakehouse lake) {
        LakehouseTable table = lake.table(EVENTS);

        assertThat(table.append("monday").plan(numbers(lake, 3)))
                .extracting(WritePlan::rowsToWrite, WritePlan::reason)
                .containsExactly(3L, "batch monday is new, and its rows are added in new files");
        assertThat(table.state().version()).isZero();

        table.append("monday").execute(numbers(lake, 3));

        assertThat(table.append("monday").plan(numbers(lake, 3)))
                .extracting(WritePlan::isEmpty, WritePlan::reason)
                .containsExactly(true, "the table already contains batch monday");
    }

    @Test
    void aRerunOfABatchIsSkipped(Lakehouse lake) {
        LakehouseTable table = lake.table(EVENTS);
        table.append("monday").execute(numbers(lake, 3));

        AppendResult rerun = table.append("monday").execute(numbers(lake, 3));

        assertThat(rerun.committed()).isFalse();
        assertThat(table.append("monday").isDone()).isTrue();
        assertThat(table.state().rows()).isEqualTo(3);
        assertThat(table.state().version()).isEqualTo(1);
    }

    @Test
    void anOlderBatchThatComesLateIsNotSkipped(Lakehouse lake) {
        LakehouseTable table = lake.table(EVENTS);
        table.append("2025-03-04").execute(numbers(lake, 3));

        AppendResult late = table.append("2025-03-03").execute(numbers(lake, 2));

        assertThat(late.committed()).isTrue();
        assertThat(table.state().rows()).isEqualTo(5);
    }

    @Test
    void anEmptyBatchIsRememberedToo(Lakehouse lake) {
        LakehouseTable table = lake.table(EVENTS);

        AppendResult result = table.append("quiet day").execute(numbers(lake, 0));

        assertThat(result)
                .extracting(AppendResult::committed, AppendResult::filesAdded)
                .containsExactly(true, 0L);
        assertThat(table.append("quiet day").isDone()).isTrue();
    }

    @Test
    void ofTwinsThatRunAtOnceOneIsAdded(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(EVENTS);
        CyclicBarrier start = new CyclicBarrier(3);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<AppendResult>> twins = new ArrayList<>();
            for (int twin = 0; twin < 3; twin++) {
                twins.add(threads.submit(() -> {
                    start.await();
                    return table.append("monday").execute(numbers(lake, 4));
                }));
            }
            int committed = 0;
            for (Future<AppendResult> twin : twins) {
                committed += twin.get().committed() ? 1 : 0;
            }
            assertThat(committed).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(table.read().count()).isEqualTo(4);
    }

    @Test
    void refusesRowsThatDoNotFitBeforeAnythingIsWritten(Lakehouse lake) {
        LakehouseTable table = lake.table(EVENTS);

        assertThatThrownBy(() -> table.append("monday").execute(lake.spark().sql("select 1.5d n, 'x' kind, 2 more")))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessage("Cannot append to bronze.events: the rows do not fit its spec: column n is double, the spec"
                        + " says bigint; column more is not in the spec.");
        assertThatThrownBy(() ->
                        table.append("monday").execute(lake.spark().sql("select cast(null as bigint) n, 'x' kind")))
                .isExactlyInstanceOf(MissingValueException.class)
                .hasMessageStartingWith("Cannot append to bronze.events: 1 rows are NULL in a required field");
        assertThat(table.append("monday").isDone()).isFalse();
    }

    @Test
    void checksTheRowsThatAreWrittenAndNoOthers(Lakehouse lake) {
        TableSpec ruled = TableSpec.builder()
                .from(EVENTS)
                .addQualityRules(QualityRule.fail("is_small", functions.col("n").lt(10), "no use"))
                .build();
        LakehouseTable table = lake.table(ruled);
        Dataset<Row> partners = lake.spark().sql("select 1L n");
        Dataset<Row> joined = lake.spark()
                .sql("select 1L n, 'a' kind union all select 99L, 'b'")
                .join(partners, "n");

        assertThat(table.append("joined").execute(joined).rowsAppended()).isEqualTo(1);
        assertThatThrownBy(() -> table.append("bad").execute(numbers(lake, 12)))
                .isExactlyInstanceOf(RuleViolationException.class)
                .hasMessage("Cannot append to bronze.events: 2 rows violate is_small (no use). Nothing was written."
                        + " Fix the source of the rows, then run it again.");
        assertThat(table.append("bad").isDone()).isFalse();
    }

    @Test
    void refusesPartitionValuesThatAFolderCannotTellFromNull(Lakehouse lake) {
        Field<String> kind = Field.string("kind").optional("what");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("bronze", "kinds")
                .addFields(Field.bigint("n"), kind)
                .addPartitionFields(kind)
                .build());

        assertThatThrownBy(() -> table.append("monday").execute(lake.spark().sql("select 1L n, '' kind")))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageStartingWith("Cannot write '' into partition field kind of bronze.kinds");
    }

    @Test
    void refusesATableWithAKey(Lakehouse lake) {
        assertThatThrownBy(() -> lake.table(PRICES).append("monday"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot append to silver.prices: its spec names key fields, and an append could duplicate"
                        + " a key. Use upsert.");
    }

    @Test
    void refusesABlankBatch(Lakehouse lake) {
        TableSpec spec = TableSpec.builder().name("bronze", "ids").addFields(ID).build();

        assertThatThrownBy(() -> lake.table(spec).append(" "))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid batch of bronze.ids: its name is blank; name it so that a rerun has the same name.");
    }

    @Test
    void rowsMeanWhatTheyMeanInTheSessionThatTheyComeFrom(Lakehouse lake) {
        Field<Long> number = Field.bigint("n").required("any");
        LakehouseTable table = lake.table(
                TableSpec.builder().name("bronze", "sizes").addFields(number).build());
        SparkSession theirs = lake.spark().newSession();
        // Looked at when rows are computed; by default Spark refuses two values of one key.
        theirs.conf().set("spark.sql.mapKeyDedupPolicy", "LAST_WIN");

        table.append("b1")
                .execute(theirs.range(3)
                        .selectExpr("element_at(map_from_arrays(array(id, id), array(id, id + 1)), id) n"));

        assertThat(table.read().collectAsList())
                .extracting(row -> row.getLong(0))
                .containsExactlyInAnyOrder(1L, 2L, 3L);
    }
}
