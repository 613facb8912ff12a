package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.session.MetastoreUnavailableException;
import io.lakehouse.core.table.TableLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Adopting by catalog name and by folder, and what is said of anything that is not a Delta table. */
@ExtendWith(LakehouseFixture.class)
class AdoptedNamesIT {

    private TableLocation orders = TableLocation.of("set for each test");

    @BeforeEach
    void createOrders(Lakehouse lake) {
        orders = lake.warehouse().path("raw/orders");
        lake.spark()
                .sql("CREATE TABLE delta.`" + orders
                        + "` (order_id BIGINT, amount DECIMAL(10,2), day DATE, note STRING)"
                        + " USING delta PARTITIONED BY (day)");
        lake.spark()
                .sql("INSERT INTO delta.`" + orders
                        + "` VALUES (1, 1.5, DATE'2025-03-01', 'a'), (2, 2.5, DATE'2025-03-02', 'b')");
    }

    @Test
    void findsATableByTheNameInTheCatalogAndLeavesTheEntryAlone(Lakehouse lake) {
        SparkSession spark = lake.spark();
        spark.sql("CREATE DATABASE IF NOT EXISTS sales");
        spark.sql("CREATE TABLE sales.orders USING delta LOCATION '" + orders + "'");
        try {
            String before =
                    spark.sql("DESCRIBE EXTENDED sales.orders").collectAsList().toString();

            LakehouseTable table =
                    lake.adopt("sales.orders").keyedBy("order_id").open();
            assertThat(table.name()).hasToString("sales.orders");
            assertThat(table.upsert()
                            .execute(spark.sql("SELECT 3L order_id, 3.5BD amount, DATE'2025-03-03' day, 'c' note"))
                            .rowsInserted())
                    .isEqualTo(1);

            assertThat(spark.table("sales.orders").count()).isEqualTo(3);
            assertThat(spark.sql("DESCRIBE EXTENDED sales.orders")
                            .collectAsList()
                            .toString())
                    .isEqualTo(before);
            assertThat(lake.adopt("spark_catalog.sales.orders").open().name()).hasToString("sales.orders");
        } finally {
            spark.sql("DROP DATABASE sales CASCADE");
        }
    }

    @Test
    void refusesNamesOfWhatIsNoDeltaTable(Lakehouse lake) {
        SparkSession spark = lake.spark();
        spark.sql("CREATE DATABASE IF NOT EXISTS mixed");
        try {
            spark.sql("CREATE TABLE mixed.rows (id INT) USING parquet");
            spark.sql("CREATE VIEW mixed.some AS SELECT 1 id");

            assertThatThrownBy(() -> lake.adopt("mixed.rows").open())
                    .isExactlyInstanceOf(UnknownTableException.class)
                    .hasMessage("Cannot adopt mixed.rows: it is a table of the format parquet, not a Delta table.");
            assertThatThrownBy(() -> lake.adopt("mixed.some").open()).isExactlyInstanceOf(UnknownTableException.class);
            assertThatThrownBy(() -> lake.adopt("mixed.none").open())
                    .isExactlyInstanceOf(UnknownTableException.class)
                    .hasMessage("Cannot adopt mixed.none: no catalog of this session has a table of that name. Check"
                            + " the name and the session's catalogs, or adopt the table by its location.");
            assertThatThrownBy(() -> lake.adopt("nowhere.none").open())
                    .isExactlyInstanceOf(UnknownTableException.class);
            assertThatThrownBy(() -> lake.adopt("a..b").open()).isExactlyInstanceOf(IllegalArgumentException.class);
        } finally {
            spark.sql("DROP DATABASE mixed CASCADE");
        }
    }

    @Test
    void givesUpOnACatalogThatDoesNotAnswer(Lakehouse lake) {
        SparkSession spark = lake.spark().newSession();
        spark.conf().set("spark.sql.catalog.silent", SilentCatalog.class.getName());
        Lakehouse on = Lakehouse.on(spark, lake.warehouse());

        assertThatThrownBy(() -> on.adopt("silent.sales.orders")
                        .timeout(Duration.ofSeconds(1))
                        .open())
                .isExactlyInstanceOf(MetastoreUnavailableException.class)
                .hasMessage("Cannot adopt silent.sales.orders: the catalog did not answer within 1 s. Check that it"
                        + " runs, or adopt the table by its location.");
    }

    @Test
    void saysWhatIsInAFolderThatIsNoDeltaTable(Lakehouse lake) throws IOException {
        SparkSession spark = lake.spark();
        TableLocation parquet = lake.warehouse().path("raw/parquet");
        spark.range(3).write().parquet(parquet.uri());
        TableLocation iceberg = lake.warehouse().path("raw/iceberg");
        Path metadata = Path.of(iceberg.uri().substring("file://".length())).resolve("metadata");
        Files.createDirectories(metadata);
        Files.writeString(metadata.resolve("v1.metadata.json"), "{}");

        assertThatThrownBy(() -> lake.adopt(lake.warehouse().path("raw/none")).open())
                .isExactlyInstanceOf(UnknownTableException.class)
                .hasMessage("Cannot adopt raw.none at " + lake.warehouse().path("raw/none")
                        + ": it is not a Delta table; there is no such folder.");
        assertThatThrownBy(() -> lake.adopt(parquet).open())
                .hasMessageContaining("it is not a Delta table; the folder has Parquet files without a Delta log:"
                        + " CONVERT TO DELTA parquet.`");
        assertThatThrownBy(() -> lake.adopt(iceberg).open())
                .hasMessageEndingWith("it is not a Delta table; the folder is an Iceberg table.");
        assertThatThrownBy(() -> lake.adopt(orders.path("day=2025-03-01")).open())
                .hasMessageContaining("the folder is inside the Delta table");
    }
}
