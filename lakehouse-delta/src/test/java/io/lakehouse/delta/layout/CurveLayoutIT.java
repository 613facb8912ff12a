package io.lakehouse.delta.layout;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.PRICE;
import static io.lakehouse.delta.Prices.PRICES;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What rewritten files hold. */
@ExtendWith(LakehouseFixture.class)
class CurveLayoutIT {

    @Test
    void filesOfOneRewritingDoNotOverlapAndCanBeSkippedByEachField(Lakehouse lake) {
        TableSpec spec = TableSpec.builder()
                .from(PRICES)
                .partitionFields(List.of())
                .zorderFields(List.of(ID, PRICE))
                .build();
        Dataset<Row> grid = lake.spark()
                .range(4096)
                .selectExpr(
                        "format_string('%02d', id % 64) id",
                        "timestamp'2025-03-04 00:00:00' last_updated", "cast(id div 64 as decimal(38,18)) price");

        Dataset<Row> ranges = CurveLayout.arrangeFiles(grid, spec, 16)
                .withColumn("file", functions.spark_partition_id())
                .groupBy("file")
                .agg(
                        functions.countDistinct("id").as("ids"),
                        functions.countDistinct("price").as("prices"));

        // Sorted by one field after the other, each file would hold every price.
        assertThat(ranges.collectAsList()).hasSize(16).allSatisfy(file -> {
            assertThat(file.getLong(1)).isLessThanOrEqualTo(32);
            assertThat(file.getLong(2)).isLessThanOrEqualTo(32);
        });
    }
}
