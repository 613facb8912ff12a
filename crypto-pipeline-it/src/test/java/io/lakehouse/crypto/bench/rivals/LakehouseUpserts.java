package io.lakehouse.crypto.bench.rivals;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.crypto.bench.data.HourlyPrices;
import io.lakehouse.crypto.bench.data.UpsertBatches;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Upserts with our own verb, as the README shows it. The verb determines the days by itself. */
public final class LakehouseUpserts implements FeedEngine {

    private final Path folder;
    private final Lakehouse lake;
    private final LakehouseTable table;

    public LakehouseUpserts(Path warehouse) {
        folder = warehouse.resolve("silver/prices");
        lake = Lakehouse.open(SessionSpec.fromEnvironment("bench").local(), Warehouse.at(warehouse));
        table = lake.table(HourlyPrices.spec("prices"));
    }

    @Override
    public SparkSession spark() {
        return lake.spark();
    }

    @Override
    public Path folder() {
        return folder;
    }

    /** Loads the rows in the same way as the other Delta tables, so that all start with the same files. */
    @Override
    public void load(Dataset<Row> rows) {
        rows.write().format("delta").mode("append").partitionBy(DAY.name()).save(folder.toString());
    }

    @Override
    public void upsert(Dataset<Row> rows, List<LocalDate> days) {
        table.upsert().execute(rows);
    }

    @Override
    public void feed(Dataset<Row> events, List<LocalDate> days) {
        table.upsert()
                .latestBy(HourlyPrices.INGESTED_AT)
                .deletingWhere(UpsertBatches.OP.is(UpsertBatches.DELETE))
                .execute(events);
    }

    @Override
    public Dataset<Row> read() {
        return table.read();
    }
}
