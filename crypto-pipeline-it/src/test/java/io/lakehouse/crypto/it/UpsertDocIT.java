package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Flow;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that docs/upsert.md shows. */
class UpsertDocIT {

    private static final Field<Instant> INGESTED_AT = ReadmeIT.INGESTED_AT;
    private static final Field<Instant> LAST_UPDATED = ReadmeIT.LAST_UPDATED;
    private static final Field<LocalDate> PARTITION_DATE = ReadmeIT.PARTITION_DATE;
    private static final Field<LocalDate> DAY = Field.date("day").required("UTC");
    private static final Field<BigDecimal> TOTAL =
            Field.decimal("total", 38, 18).optional("USD");
    private static final TableSpec DAILY = TableSpec.builder()
            .name("gold", "daily")
            .addFields(DAY, TOTAL)
            .addKeyFields(DAY)
            .build();
    private static final TableSpec EVENTS = TableSpec.builder()
            .name("bronze", "events")
            .addFields(Field.bigint("n"))
            .build();

    private static Dataset<Row> summed(Dataset<Row> prices) {
        return prices.groupBy(PARTITION_DATE.col().as(DAY.name()))
                .agg(functions
                        .sum(ReadmeIT.CURRENT_PRICE.col())
                        .cast(TOTAL.type().sparkType())
                        .as(TOTAL.name()));
    }

    @Test
    void theCodeOfTheDocumentIsThisCode() throws IOException {
        assertThat(Documents.javaBlocks("docs/upsert.md"))
                .containsExactlyElementsOf(Documents.shownBy(UpsertDocIT.class));
    }

    @Test
    void theCodeOfTheDocumentRuns(@TempDir Path folder) {
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("docs").local(), Warehouse.at(folder))) {
            LakehouseTable prices = lake.table(ReadmeIT.PRICES);
            LakehouseTable daily = lake.table(DAILY);
            LakehouseTable events = lake.table(EVENTS);
            Dataset<Row> batch = ReadmeIT.cleaned(lake.spark());
            // shown: begin
            UpsertResult upserted = prices.upsert()
                    .latestBy(INGESTED_AT) // of rows that share a key the latest counts, in the source and in the table
                    .ignoringChangesIn(INGESTED_AT) // a row that differs in it only is no change
                    .execute(batch);
            WritePlan plan = prices.upsert().plan(batch); // what it would do to which files, and why
            // shown: end
            assertThat(upserted.rowsInserted()).isEqualTo(1);
            assertThat(plan.rowsToWrite()).isLessThanOrEqualTo(1);

            Dataset<Row> clicks = lake.spark().range(3).toDF("n");
            Instant cutoff = Instant.parse("2020-01-01T00:00:00Z");
            LocalDate day = LocalDate.parse("2025-03-04");
            Dataset<Row> corrected = batch.withColumn("current_price", functions.expr("cast(2 as decimal(38,18))"));
            // shown: begin
            events.append("2025-03-04T12").execute(clicks);
            prices.delete(LAST_UPDATED.lessThan(cutoff)).execute();
            prices.replace(PARTITION_DATE.is(day)).execute(corrected);
            // shown: end
            assertThat(events.state().rows()).isEqualTo(3);

            // shown: begin
            Flow.from(prices).into(daily).recompute(PARTITION_DATE, DAY, changedDays -> summed(changedDays));
            // shown: end
            // shown: begin
            Flow.from(prices).into(daily).named("corrections").upsert(verb -> verb, changedDays -> summed(changedDays));
            // shown: end
            assertThat(daily.read().first().getDecimal(1)).isEqualByComparingTo("2");
        }
    }
}
