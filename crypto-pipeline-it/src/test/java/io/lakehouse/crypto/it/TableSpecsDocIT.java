package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.DeltaProperties;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that docs/table-specs.md shows. */
class TableSpecsDocIT {

    // shown: begin
    static final Field<String> ID = Field.string("id").required("CoinGecko id");
    static final Field<String> SYMBOL = Field.string("symbol").optional("ticker");
    static final Field<BigDecimal> PRICE = Field.decimal("price", 38, 18).optional("USD per coin");
    static final Field<Instant> LAST_UPDATED = Field.timestamp("last_updated").required("UTC");
    static final Field<LocalDate> PARTITION_DATE =
            Field.date("partition_date").derivedFrom(LAST_UPDATED, functions::to_date);

    static final TableSpec PRICES = TableSpec.builder()
            .name("silver", "prices")
            .comment("one row for a coin and an instant")
            .addFields(ID, SYMBOL, PRICE, LAST_UPDATED, PARTITION_DATE)
            .addKeyFields(ID, LAST_UPDATED) // what identifies a row; empty: the table cannot be upserted into
            .addPartitionFields(PARTITION_DATE) // derived from LAST_UPDATED, hence implied by the key
            .addZorderFields(SYMBOL, ID) // rows are sorted by them, so that readers skip files and row groups
            .addQualityRules(QualityRule.quarantine(
                    "price_is_positive", PRICE.col().isNull().or(PRICE.col().gt(0)), "a free coin has no market"))
            .addProperties(DeltaProperties.ROW_GROUP_BYTES.of(16L << 20))
            .retention(Duration.ofDays(14)) // how long removed files are kept; 7 days unless said
            .build();
    // shown: end

    private static final List<Field<?>> GIVEN = List.of(ID, SYMBOL, PRICE, LAST_UPDATED);
    private static final Field<List<@Nullable String>> REASONS = Field.array("reasons", FieldType.STRING);

    @Test
    void theCodeOfTheDocumentIsThisCode() throws IOException {
        assertThat(Documents.javaBlocks("docs/table-specs.md"))
                .containsExactlyElementsOf(Documents.shownBy(TableSpecsDocIT.class));
    }

    @Test
    void theCodeOfTheDocumentRuns(@TempDir Path folder) {
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("docs").local(), Warehouse.at(folder))) {
            // shown: begin
            RowValues row = RowValues.of(GIVEN)
                    .set(ID, "bitcoin")
                    .set(PRICE, new BigDecimal("79847.123456789"))
                    .set(LAST_UPDATED, Instant.parse("2025-03-04T14:45:50Z"));
            Dataset<Row> rows = RowValues.toDataset(lake.spark(), GIVEN, List.of(row));
            // shown: end
            rows = rows.unionByName(rows.withColumn(PRICE.name(), PRICE.col().multiply(-1)));
            // shown: begin
            Dataset<Row> judged = rows.withColumn(REASONS.name(), PRICES.quarantineReasons());
            Dataset<Row> refused = judged.filter(functions.size(REASONS.col()).gt(0)); // with the names of the rules
            Dataset<Row> fit =
                    judged.filter(functions.size(REASONS.col()).equalTo(0)).drop(REASONS.name());
            // shown: end

            assertThat(RowValues.collect(refused, List.of(REASONS)))
                    .extracting(each -> each.get(REASONS).orElseThrow())
                    .containsExactly(List.of("price_is_positive"));
            assertThat(lake.table(PRICES).upsert().execute(fit).rowsInserted()).isEqualTo(1);
        }
    }
}
