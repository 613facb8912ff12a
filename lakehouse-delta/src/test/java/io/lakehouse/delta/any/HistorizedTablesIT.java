package io.lakehouse.delta.any;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.result.HistorizeResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories in tables with the features of Delta's protocol are those of a table without. */
@ExtendWith(LakehouseFixture.class)
class HistorizedTablesIT {

    private static final List<String> BATCHES = List.of(
            "('a', '2025-03-01T00:00:00Z', 'x'), ('b', '2025-03-01T00:00:00Z', 'x'), ('c', '2025-03-01T00:00:00Z', 'x')",
            "('a', '2025-03-03T00:00:00Z', 'y'), ('d', '2025-03-03T00:00:00Z', 'x')",
            // A late version, one that makes the next one equal to it, and one that corrects.
            "('a', '2025-03-02T00:00:00Z', 'y'), ('b', '2025-03-02T00:00:00Z', 'z'), ('d', '2025-03-03T00:00:00Z', 'q')");

    private static LakehouseTable create(Lakehouse lake, String name, String properties) {
        TableLocation location = lake.warehouse().path(name);
        lake.spark()
                .sql("CREATE TABLE delta.`" + location + "` (id STRING, valid_from TIMESTAMP, valid_to TIMESTAMP,"
                        + " is_current BOOLEAN, value STRING) USING delta"
                        + (properties.isEmpty() ? "" : " TBLPROPERTIES (" + properties + ")"));
        return lake.adopt(location).keyedBy("id", "valid_from").open();
    }

    private static HistorizeResult historize(LakehouseTable table, Dataset<Row> batch) {
        TableSpec spec = table.spec();
        Field<Instant> from = spec.field("valid_from", FieldType.TIMESTAMP);
        Field<Instant> to = spec.field("valid_to", FieldType.TIMESTAMP);
        Field<Boolean> current = spec.field("is_current", FieldType.BOOLEAN);
        return table.historize(from, to, current).execute(batch);
    }

    private static List<String> rows(LakehouseTable table) {
        return table.read().orderBy("id", "valid_from").collectAsList().stream()
                .map(Row::toString)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'delta.enableChangeDataFeed' = 'true'",
                "'delta.enableChangeDataFeed' = 'true', 'delta.columnMapping.mode' = 'name'",
                "'delta.enableChangeDataFeed' = 'true', 'delta.enableDeletionVectors' = 'true'",
                "'delta.enableRowTracking' = 'true'"
            })
    void areThoseOfATableWithout(String properties, Lakehouse lake) {
        LakehouseTable plain = create(lake, "plain", "");
        LakehouseTable table = create(lake, "featured", properties);
        for (String values : BATCHES) {
            Dataset<Row> batch = lake.spark()
                    .sql("SELECT id, CAST(t AS TIMESTAMP) valid_from, value FROM VALUES " + values
                            + " AS s(id, t, value)");

            HistorizeResult expected = historize(plain, batch);
            HistorizeResult result = historize(table, batch);

            assertThat(List.of(result.versionsAdded(), result.versionsChanged(), result.versionsRemoved()))
                    .isEqualTo(
                            List.of(expected.versionsAdded(), expected.versionsChanged(), expected.versionsRemoved()));
            assertThat(rows(table)).isEqualTo(rows(plain));
            assertThat(historize(table, batch).committed()).isFalse();
        }
        if (properties.contains("ChangeDataFeed")) {
            Dataset<Row> left = lake.spark()
                    .read()
                    .format("delta")
                    .option("readChangeFeed", "true")
                    .option("startingVersion", 0)
                    .load(table.location())
                    .withColumn("weight", expr("if(_change_type in ('insert', 'update_postimage'), 1, -1)"))
                    .groupBy("id", "valid_from", "valid_to", "is_current", "value")
                    .agg(sum(col("weight")).as("weight"))
                    .filter("weight <> 0")
                    .drop("weight");
            assertThat(left.orderBy("id", "valid_from").collectAsList().stream().map(Row::toString))
                    .containsExactlyElementsOf(rows(table));
        }
    }

    @Test
    void areRefusedWhereDeltasOwnCommandsWrite(Lakehouse lake) {
        LakehouseTable table =
                create(lake, "iceberg", "'delta.columnMapping.mode' = 'name', 'delta.enableIcebergCompatV2' = 'true'");
        Dataset<Row> batch = lake.spark().sql("SELECT 'a' id, TIMESTAMP'2025-03-01' valid_from, 'x' value");

        assertThatThrownBy(() -> historize(table, batch))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the table has the feature icebergCompatV2");
    }
}
