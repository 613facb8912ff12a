package io.lakehouse.crypto.bench;

import static io.lakehouse.crypto.bench.HourlyPrices.COINS;
import static io.lakehouse.crypto.bench.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.HourlyPrices.ID;
import static io.lakehouse.crypto.bench.HourlyPrices.LAST_UPDATED;
import static io.lakehouse.crypto.bench.HourlyPrices.SYMBOL;
import static io.lakehouse.crypto.bench.HourlyPrices.hours;

import io.delta.tables.DeltaTable;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The same hourly prices as tables of different layouts, each in a folder of its own. */
record PriceLayouts(Path folder, int days) {

    private static final int HOURS = 24;

    Path appended() {
        return folder.resolve("appended");
    }

    Path zordered() {
        return folder.resolve("zordered");
    }

    Path ours() {
        return folder.resolve("silver/ours");
    }

    /** A file that holds the rows of an answer and no other. */
    Path answer(PriceQuery query) {
        return folder.resolve("answers").resolve(query.name());
    }

    void write(SparkSession spark) {
        append(spark);
        TableCopy.make(appended(), zordered());
        DeltaTable.forPath(spark, zordered().toString()).optimize().executeZOrderBy(SYMBOL.name(), ID.name());
        maintain(Lakehouse.on(spark, Warehouse.at(folder)));
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

    /** A file an hour, its rows in the order in which they came; one commit, since readers do not see how many there were. */
    private void append(SparkSession spark) {
        hours(spark, 0, days * HOURS)
                .withColumn(DAY.name(), functions.to_date(LAST_UPDATED.col()))
                .repartition(spark.sparkContext().defaultParallelism() * 4, DAY.col())
                .sortWithinPartitions(DAY.col(), LAST_UPDATED.col())
                .write()
                .format("delta")
                .partitionBy(DAY.name())
                .option("maxRecordsPerFile", COINS)
                .save(appended().toString());
    }

    /**
     * What hourly runs leave. All days but the last get their hours together, one after the other; while the last gets
     * its own, in runs as they are, optimise sees that the others have settled.
     */
    private void maintain(Lakehouse lake) {
        LakehouseTable table = lake.table(HourlyPrices.spec("ours"));
        Dataset<Row> before = hours(lake.spark(), 0, (days - 1) * HOURS).persist();
        for (int hour = 0; hour < HOURS; hour++) {
            run(table, before.filter(functions.hour(LAST_UPDATED.col()).equalTo(hour)));
        }
        before.unpersist();
        for (int hour = (days - 1) * HOURS; hour < days * HOURS; hour++) {
            run(table, hours(lake.spark(), hour, 1));
        }
    }

    private static void run(LakehouseTable table, Dataset<Row> batch) {
        table.upsert().execute(batch);
        table.optimize().execute();
    }
}
