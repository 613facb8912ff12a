package io.lakehouse.crypto.bronze;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.market.MarketFields;
import io.lakehouse.crypto.market.MarketRecord;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.delta.LakehouseTable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Every record of every payload as received. A payload that is loaded again replaces its earlier rows. */
public final class BronzePrices {

    public static final Field<String> BATCH_ID = Field.string("_batch_id").required("payload the record came in");
    public static final Field<String> SOURCE = Field.string("_source").required("where the payload came from");
    public static final Field<Instant> INGESTED_AT =
            Field.timestamp("_ingested_at").required("when the record was first read, UTC");
    public static final Field<String> RESCUED =
            Field.string("_rescued").optional("the raw JSON of a record that does not fit the schema; NULL if it fits");
    public static final Field<List<@Nullable String>> MISFITS = Field.array("_misfits", FieldType.STRING)
            .required("names of the format rules that the record breaks; empty if it fits");
    public static final Field<LocalDate> PARTITION_DATE =
            Field.date("partition_date").required("UTC day that the payload describes");

    public static final TableSpec SPEC = TableSpec.builder()
            .name("bronze", "crypto_prices")
            .comment("CoinGecko markets as received")
            .addFields(BATCH_ID, SOURCE, INGESTED_AT)
            .addAllFields(MarketFields.ALL)
            .addFields(RESCUED, MISFITS, PARTITION_DATE)
            .addPartitionFields(PARTITION_DATE)
            .addZorderFields(BATCH_ID, MarketFields.ID)
            .build();

    /** The currency of all prices in the table. */
    public static final TableProperty<String> CURRENCY =
            TableProperty.text("crypto.currency", "rows do not record the currency of their prices");

    /** The maximum number of tasks per core: on a cluster, payloads are sent to the executors inside the tasks. */
    private static final int MAX_TASKS_PER_CORE = 16;

    /**
     * Scheduling a task costs as much as decoding a thousand records, so local tasks take several payloads. On a
     * cluster each payload has its own task, because tasks carry the payloads.
     */
    private static final int PAYLOADS_PER_LOCAL_TASK = 6;

    private static final String DEFAULT_CURRENCY = "usd";

    private BronzePrices() {}

    /** The table spec for prices in a currency. */
    public static TableSpec spec(String currency) {
        return TableSpec.builder()
                .from(SPEC)
                .addProperties(CURRENCY.of(currency))
                .build();
    }

    /** The currency of the prices in an existing table. */
    public static String currencyOf(LakehouseTable bronze) {
        return bronze.description().properties().getOrDefault(CURRENCY.key(), DEFAULT_CURRENCY);
    }

    /** One row per record. The executors decode the records each time an action reads the rows. */
    public static Dataset<Row> rows(SparkSession spark, List<Payload> payloads, Instant ingestedAt) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int payloadsPerTask = context.isLocal() ? PAYLOADS_PER_LOCAL_TASK : 1;
        int tasks = Math.min(1 + payloads.size() / payloadsPerTask, MAX_TASKS_PER_CORE * context.defaultParallelism());
        List<Payload> sent = context.isLocal()
                ? payloads
                : payloads.stream().map(Payload::materialized).toList();
        JavaRDD<RowValues> rows = context.parallelize(sent, tasks)
                .flatMap(payload -> payload.records().stream()
                        .map(record -> row(payload, record, ingestedAt))
                        .iterator());
        return RowValues.toDataset(spark, SPEC.fields(), rows);
    }

    private static RowValues row(Payload payload, String record, Instant ingestedAt) {
        RowValues row = RowValues.of(SPEC.fields())
                .set(BATCH_ID, payload.batchId())
                .set(SOURCE, payload.source())
                .set(INGESTED_AT, ingestedAt)
                .set(PARTITION_DATE, day(payload));
        List<String> misfits = MarketRecord.decode(record, row);
        if (!misfits.isEmpty()) {
            row.set(RESCUED, record);
        }
        return row.set(MISFITS, List.copyOf(misfits));
    }

    /** The rows that these payloads replace: those of their own earlier load and no others. */
    public static RowFilter batches(List<Payload> payloads) {
        return BATCH_ID.in(payloads.stream().map(Payload::batchId).toList());
    }

    /** The same filter for batches that always describe the same day. */
    public static RowFilter batchesOfTheirDays(List<Payload> payloads) {
        return PARTITION_DATE
                .in(payloads.stream().map(BronzePrices::day).toList())
                .and(batches(payloads));
    }

    private static LocalDate day(Payload payload) {
        return payload.observedAt().atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
