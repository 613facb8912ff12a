package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A flow that counts the prices of each day. */
final class DailyCounts {

    static final String MONDAY = "2025-03-03T12:00:00Z";
    static final String TUESDAY = "2025-03-04T12:00:00Z";

    static final Field<LocalDate> DAY = Field.date("day").required("UTC");
    static final TableSpec COUNTS = TableSpec.builder()
            .name("gold", "counts")
            .addFields(DAY, Field.bigint("prices").required("how many"))
            .addKeyFields(DAY)
            .build();

    private DailyCounts() {}

    static Dataset<Row> counted(Dataset<Row> prices) {
        return prices.groupBy(PARTITION_DATE.col().as("day")).agg(count(lit(1)).as("prices"));
    }

    static Optional<ReplaceResult> recompute(LakehouseTable source, LakehouseTable target) {
        return Flow.from(source).into(target).recompute(PARTITION_DATE, DAY, DailyCounts::counted);
    }

    static List<String> counts(LakehouseTable target) {
        return target.read().orderBy(DAY.col()).collectAsList().stream()
                .map(row -> row.getDate(0) + " " + row.getLong(1))
                .toList();
    }
}
