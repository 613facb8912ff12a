package io.lakehouse.crypto.bench.rivals;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;

import io.delta.tables.DeltaTable;
import io.lakehouse.crypto.bench.data.HourlyPrices;
import io.lakehouse.crypto.bench.data.UpsertBatches;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * Upserts with Delta's own MERGE.
 *
 * @param hasLiterals whether its condition lists the days as literals. A caller writes that who knows that only such a
 *     condition prunes partitions
 */
public record DeltaMerges(SparkSession spark, Path folder, boolean hasLiterals) implements FeedEngine {

    @Override
    public void load(Dataset<Row> rows) {
        load(rows, folder);
    }

    /**
     * Creates the table in two commits, as our tables are created, so that checkpoints fall into the same rounds on
     * each side.
     */
    public static void load(Dataset<Row> rows, Path folder) {
        DeltaTable.create(rows.sparkSession())
                .location(folder.toString())
                .addColumns(rows.schema())
                .partitionedBy(DAY.name())
                .execute();
        rows.write().format("delta").mode("append").save(folder.toString());
    }

    @Override
    public void upsert(Dataset<Row> rows, List<LocalDate> days) {
        DeltaTable.forPath(spark, folder.toString())
                .as(UpsertConditions.TARGET)
                .merge(
                        rows.as(UpsertConditions.SOURCE),
                        hasLiterals ? UpsertConditions.onKeyOf(days) : UpsertConditions.ON_KEY)
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .execute();
    }

    /** The way that Delta's documentation gives for change data: a window for the latest event of each key. */
    @Override
    public void feed(Dataset<Row> events, List<LocalDate> days) {
        Column latest = row_number()
                .over(Window.partitionBy(HourlyPrices.ID.col(), HourlyPrices.LAST_UPDATED.col())
                        .orderBy(HourlyPrices.INGESTED_AT.col().desc()));
        Column isDelete = UpsertBatches.OP.of(UpsertConditions.SOURCE).equalTo(UpsertBatches.DELETE);
        Map<String, Column> values = new LinkedHashMap<>();
        HourlyPrices.FIELDS.forEach(field -> values.put(field.name(), field.of(UpsertConditions.SOURCE)));
        DeltaTable.forPath(spark, folder.toString())
                .as(UpsertConditions.TARGET)
                .merge(
                        events.withColumn("latest", latest).filter("latest = 1").as(UpsertConditions.SOURCE),
                        hasLiterals ? UpsertConditions.onKeyOf(days) : UpsertConditions.ON_KEY)
                .whenMatched(isDelete)
                .delete()
                .whenMatched()
                .update(values)
                .whenNotMatched(not(isDelete))
                .insert(values)
                .execute();
    }

    @Override
    public Dataset<Row> read() {
        return spark.read().format("delta").load(folder.toString());
    }
}
