package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
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
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.util.SetSystemProperty;

/** The code that the README shows. */
class ReadmeIT {

    // shown: begin
    static final Field<String> ID = Field.string("id").required("CoinGecko id");
    static final Field<String> SYMBOL = Field.string("symbol").optional("ticker");
    static final Field<BigDecimal> CURRENT_PRICE =
            Field.decimal("current_price", 38, 18).optional("USD per coin");
    static final Field<Instant> LAST_UPDATED = Field.timestamp("last_updated").required("UTC");
    static final Field<Instant> INGESTED_AT = Field.timestamp("ingested_at").required("UTC");
    static final Field<LocalDate> PARTITION_DATE =
            Field.date("partition_date").derivedFrom(LAST_UPDATED, functions::to_date);

    static final TableSpec PRICES = TableSpec.builder()
            .name("silver", "crypto_prices")
            .addFields(ID, SYMBOL, CURRENT_PRICE, LAST_UPDATED, INGESTED_AT, PARTITION_DATE)
            .addKeyFields(ID, LAST_UPDATED)
            .addPartitionFields(PARTITION_DATE)
            .addZorderFields(SYMBOL, ID)
            .build();

    static UpsertResult load(Warehouse warehouse) {
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("prices"), warehouse)) {
            LakehouseTable prices = lake.table(PRICES); // created when missing, refused when it drifted

            UpsertResult upserted = prices.upsert()
                    .latestBy(INGESTED_AT)
                    .ignoringChangesIn(INGESTED_AT)
                    .execute(cleaned(lake.spark()));
            prices.optimize().execute(); // rewrites only what is worth rewriting
            prices.vacuum().execute(); // 7 days kept, refuses less
            System.out.println(prices.health()); // what is wrong, what it costs, what to do
            return upserted; // rows inserted, updated, unchanged: of this very commit
        }
    }
    // shown: end

    static Dataset<Row> cleaned(SparkSession spark) {
        return spark.sql("select 'bitcoin' id, 'btc' symbol, cast(79847 as decimal(38,18)) current_price,"
                + " timestamp'2025-03-04 14:45:50' last_updated, current_timestamp() ingested_at");
    }

    @Test
    void theExampleIsThisCode() throws IOException {
        assertThat(Documents.javaBlocks("README.md")).containsExactlyElementsOf(Documents.shownBy(ReadmeIT.class));
    }

    @Test
    @SetSystemProperty(key = "spark.master", value = "local[2]")
    @SetSystemProperty(key = "spark.driver.host", value = "127.0.0.1")
    void theExampleRuns(@TempDir Path folder) {
        Warehouse warehouse = Warehouse.at(folder);

        assertThat(load(warehouse).rowsInserted()).isEqualTo(1);
        assertThat(load(warehouse).committed()).isFalse();
    }
}
