package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that docs/adopting.md shows. */
class AdoptingDocIT {

    @Test
    void theCodeOfTheDocumentIsThisCode() throws IOException {
        assertThat(Documents.javaBlocks("docs/adopting.md"))
                .containsExactlyElementsOf(Documents.shownBy(AdoptingDocIT.class));
    }

    @Test
    void theCodeOfTheDocumentRuns(@TempDir Path folder) {
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("docs").local(), Warehouse.at(folder))) {
            SparkSession spark = lake.spark();
            spark.sql("CREATE DATABASE sales LOCATION '" + folder.resolve("sales.db") + "'");
            spark.sql("CREATE TABLE sales.orders (order_id BIGINT, amount DECIMAL(10,2)) USING delta");
            spark.sql("INSERT INTO sales.orders VALUES (1, 1.5), (2000, 2.5)");
            spark.range(3)
                    .write()
                    .format("delta")
                    .save(lake.warehouse().path("raw/events").uri());
            Dataset<Row> batch = spark.sql("SELECT 1L order_id, 2.5BD amount UNION ALL SELECT 3L, 1BD");
            // shown: begin
            LakehouseTable orders =
                    lake.adopt("sales.orders").keyedBy("order_id").open(); // by name
            LakehouseTable events =
                    lake.adopt(lake.warehouse().path("raw/events")).open(); // by location
            UpsertResult upserted = orders.upsert().execute(batch); // only what differs is written
            OptimizePlan worthRewriting = events.optimize().plan();
            TableHealth health = events.health();
            // shown: end
            assertThat(upserted.rowsInserted()).isEqualTo(1);
            assertThat(worthRewriting.order()).startsWith("without an order");
            assertThat(health.rows()).isEqualTo(3);

            // shown: begin
            String source = orders.spec().toJava(); // a class with a typed constant for each column
            Field<Long> id = orders.spec().field("order_id", FieldType.LONG); // or typed fields without pasting
            long deleted = orders.delete(id.lessThan(1000L)).execute().rowsDeleted();
            // shown: end
            assertThat(source).contains("public final class SalesOrders {");
            assertThat(deleted).isEqualTo(2);

            Dataset<Row> texts = spark.sql("SELECT '7' order_id, '12.50' amount");
            // shown: begin
            UpsertResult cast = orders.upsert().casting().execute(texts); // exactly, or not at all
            // shown: end
            assertThat(cast.rowsInserted()).isEqualTo(1);
        }
    }
}
