package io.lakehouse.crypto.bench.rivals;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;

import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Upserts with Delta's own MERGE.
 *
 * @param hasLiterals whether its condition lists the days as literals. A caller writes that who knows that only such a
 *     condition prunes partitions
 */
public record DeltaMerges(SparkSession spark, Path folder, boolean hasLiterals) implements UpsertEngine {

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

    @Override
    public Dataset<Row> read() {
        return spark.read().format("delta").load(folder.toString());
    }
}
