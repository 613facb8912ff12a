package io.lakehouse.crypto.bench.data;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.ID;
import static io.lakehouse.crypto.bench.data.HourlyPrices.LAST_UPDATED;
import static io.lakehouse.crypto.bench.data.HourlyPrices.SYMBOL;
import static io.lakehouse.crypto.bench.data.HourlyPrices.hours;

import io.delta.tables.DeltaTable;
import io.lakehouse.crypto.bench.harness.TableCopy;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The same hourly prices as tables with different layouts, each in its own folder. */
public record PriceLayouts(Path folder, int days) {

    private static final int HOURS = 24;

    public Path appended() {
        return folder.resolve("appended");
    }

    public Path zordered() {
        return folder.resolve("zordered");
    }

    public Path ours() {
        return folder.resolve("silver/ours");
    }

    /** A file that contains only the rows of one answer. */
    public Path answer(PriceQuery query) {
        return folder.resolve("answers").resolve(query.name());
    }

    public void write(SparkSession spark) {
        arrive(spark, this::append);
        TableCopy.make(appended(), zordered());
        DeltaTable.forPath(spark, zordered().toString()).optimize().executeZOrderBy(SYMBOL.name(), ID.name());
        LakehouseTable ours = Lakehouse.on(spark, Warehouse.at(folder)).table(HourlyPrices.spec("ours"));
        arrive(spark, batch -> maintain(ours, batch));
        for (PriceQuery query : PriceQuery.values()) {
            spark.read()
                    .format("delta")
                    .load(appended().toString())
                    .filter(query.filter(spark, days))
                    .coalesce(1)
                    .sortWithinPartitions(SYMBOL.col(), ID.col(), LAST_UPDATED.col())
                    .write()
                    .parquet(answer(query).toString());
        }
    }

    /**
     * Delivers the data as hourly runs would. Each of the first runs brings the same hour of all days but the last; the
     * last day then arrives hour by hour. Optimize therefore finds settled days in their original sorted runs, and the
     * log of every table has the same number of runs.
     */
    private void arrive(SparkSession spark, Consumer<Dataset<Row>> run) {
        Dataset<Row> before = hours(spark, 0, (days - 1) * HOURS).persist();
        for (int hour = 0; hour < HOURS; hour++) {
            run.accept(before.filter(functions.hour(LAST_UPDATED.col()).equalTo(hour)));
        }
        before.unpersist();
        for (int hour = (days - 1) * HOURS; hour < days * HOURS; hour++) {
            run.accept(hours(spark, hour, 1));
        }
    }

    /** Appends one file per day, with the rows in arrival order. */
    private void append(Dataset<Row> batch) {
        batch.withColumn(DAY.name(), functions.to_date(LAST_UPDATED.col()))
                .repartition(DAY.col())
                .sortWithinPartitions(DAY.col(), LAST_UPDATED.col())
                .write()
                .format("delta")
                .mode("append")
                .partitionBy(DAY.name())
                .save(appended().toString());
    }

    private static void maintain(LakehouseTable table, Dataset<Row> batch) {
        table.upsert().execute(batch);
        table.optimize().execute();
    }
}
