package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random batches must leave the same rows as a map in memory and as a plain MERGE over the whole table. How many seeds
 * are tried is the system property {@code model.seeds}, 2 unless given: {@code mvn verify -Dmodel.seeds=200}.
 */
@ExtendWith(LakehouseFixture.class)
class UpsertModelIT {

    private static final Instant START = Instant.parse("2025-03-01T22:00:00Z");
    private static final TableSpec UNPARTITIONED = TableSpec.builder()
            .from(Prices.PRICES)
            .name("silver", "unpartitioned")
            .partitionFields(List.of())
            .build();
    private static final TableSpec ORACLE =
            TableSpec.builder().from(Prices.PRICES).name("silver", "oracle").build();

    @ParameterizedTest
    @MethodSource("seeds")
    void equalsTheModelAndAPlainMerge(long seed, Lakehouse lake) {
        Random random = new Random(seed);
        Map<String, String> model = new LinkedHashMap<>();
        LakehouseTable partitioned = lake.table(Prices.PRICES);
        LakehouseTable unpartitioned = lake.table(UNPARTITIONED);
        LakehouseTable oracle = lake.table(ORACLE);

        for (int batch = 0; batch < 5; batch++) {
            List<RowValues> values = randomBatch(random, START.plusSeconds(batch * 1_000L), model);
            Dataset<Row> batchRows = rows(lake.spark(), values);
            UpsertResult result = partitioned.upsert().latestBy(INGESTED_AT).execute(batchRows);
            unpartitioned.upsert().latestBy(INGESTED_AT).execute(batchRows);
            merge(oracle, batchRows);

            List<String> expected = model.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .sorted()
                    .toList();
            assertThat(contents(partitioned))
                    .as("seed %d batch %d", seed, batch)
                    .isEqualTo(expected);
            assertThat(contents(unpartitioned))
                    .as("seed %d batch %d", seed, batch)
                    .isEqualTo(expected);
            assertThat(contents(oracle)).as("seed %d batch %d", seed, batch).isEqualTo(expected);
            assertThat(result.rowsInserted() + result.rowsUpdated() + result.rowsUnchanged() + result.rowsSuperseded())
                    .as("seed %d batch %d", seed, batch)
                    .isEqualTo(values.size());
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("model.seeds", 2));
    }

    /** New, changed, unchanged and doubled keys over a few days; the model takes the latest of each key. */
    private static List<RowValues> randomBatch(Random random, Instant now, Map<String, String> model) {
        List<RowValues> batch = new ArrayList<>();
        Map<String, Instant> ingested = new LinkedHashMap<>();
        int size = random.nextInt(12);
        for (int index = 0; index < size; index++) {
            String id = "coin" + random.nextInt(4);
            Instant updated = START.plus(Duration.ofHours(random.nextInt(5) * 7L));
            String price = String.valueOf(random.nextInt(3));
            Instant at = now.plusSeconds(index);
            batch.add(price(id, updated.toString(), price, at.toString()));
            String key = id + " " + updated;
            if (!ingested.containsKey(key) || ingested.get(key).isBefore(at)) {
                ingested.put(key, at);
                model.put(key, price);
            }
        }
        return batch;
    }

    /** The obvious way: deduplicate, then update all and insert all by the key alone. */
    private static void merge(LakehouseTable table, Dataset<Row> batch) {
        Dataset<Row> latest = batch.selectExpr("*", "to_date(last_updated) partition_date")
                .selectExpr("*", "row_number() over (partition by id, last_updated order by ingested_at desc) rank")
                .filter("rank = 1")
                .drop("rank");
        DeltaTable.forPath(table.spark(), table.location())
                .as("t")
                .merge(latest.as("s"), "t.id = s.id and t.last_updated = s.last_updated")
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .execute();
    }
}
