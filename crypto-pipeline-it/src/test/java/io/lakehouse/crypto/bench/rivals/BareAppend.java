package io.lakehouse.crypto.bench.rivals;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.to_date;

import io.lakehouse.core.table.Fields;
import io.lakehouse.crypto.market.MarketFields;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The minimum that a run can do: reads the payloads and appends them unchanged to three Delta tables. */
public final class BareAppend {

    public static final List<String> TABLES = List.of("bronze", "silver", "gold");

    private BareAppend() {}

    /** Arguments: the session to open, the folder of the payloads, and the folder of the tables. */
    public static void main(String[] arguments) {
        SparkSession spark = FirstQuery.open(arguments[0]);
        Dataset<Row> received = spark.read()
                .option("multiLine", true)
                .schema(Fields.toStruct(MarketFields.ALL))
                .json(arguments[1])
                .withColumn("day", to_date(col(MarketFields.LAST_UPDATED.name())))
                .persist();
        for (String table : TABLES) {
            received.write().format("delta").mode("append").partitionBy("day").save(arguments[2] + "/" + table);
        }
        spark.stop();
        System.exit(0); // as the pipeline does: Spark leaves threads behind
    }
}
