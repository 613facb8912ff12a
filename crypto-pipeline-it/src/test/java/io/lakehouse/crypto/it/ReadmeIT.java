package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.UpsertResult;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README, which is the part of this file between the two marks. */
class ReadmeIT {

    // README begins
    static final Field<String> ID = Field.string("id").required("CoinGecko id");
    static final Field<Instant> LAST_UPDATED = Field.timestamp("last_updated").required("UTC");
    static final Field<BigDecimal> PRICE = Field.decimal("price", 38, 18).optional("USD per coin");
    static final Field<Instant> INGESTED_AT = Field.timestamp("ingested_at").required("UTC");
    static final Field<LocalDate> PARTITION_DATE =
            Field.date("partition_date").derivedFrom(LAST_UPDATED, functions::to_date);

    static final TableSpec PRICES = TableSpec.builder()
            .name("silver", "prices")
            .addFields(ID, LAST_UPDATED, PRICE, INGESTED_AT, PARTITION_DATE)
            .addKeyFields(ID, LAST_UPDATED)
            .addPartitionFields(PARTITION_DATE)
            .addZorderFields(ID)
            .build();

    static UpsertResult load(Lakehouse lake, Dataset<Row> cleaned) {
        LakehouseTable prices = lake.table(PRICES); // created when missing, refused when it drifted
        UpsertResult upserted = prices.upsert().latestBy(INGESTED_AT).execute(cleaned);
        prices.optimize().execute(); // joins small files where that is worth it
        prices.vacuum().execute(); // 7 days kept, refuses less
        return upserted; // rows inserted, updated, unchanged: of this very commit
    }
    // README ends

    @Test
    void theExampleOfTheReadmeIsThisCode() throws IOException {
        Path root = Path.of(System.getProperty("lakehouse.root"));
        String readme = Files.readString(root.resolve("README.md"));
        String source =
                Files.readString(root.resolve("crypto-pipeline-it/src/test/java/io/lakehouse/crypto/it/ReadmeIT.java"));

        String example = between(readme, "```java\n", "```\n");
        String code =
                between(source, "// README begins\n", "    // README ends").indent(-4);

        assertThat(example).isEqualTo(code);
    }

    @Test
    void theExampleRuns(@TempDir Path folder) {
        try (Lakehouse lake =
                Lakehouse.open(SessionSpec.fromEnvironment("readme").local(), Warehouse.at(folder))) {
            Dataset<Row> cleaned = lake.spark()
                    .sql("select 'bitcoin' id, timestamp'2025-03-04 14:45:50' last_updated,"
                            + " cast(79847 as decimal(38,18)) price, timestamp'2025-03-04 15:00:00' ingested_at");

            assertThat(load(lake, cleaned).rowsInserted()).isEqualTo(1);
            assertThat(load(lake, cleaned).committed()).isFalse();
        }
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
