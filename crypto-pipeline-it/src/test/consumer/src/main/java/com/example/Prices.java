package com.example;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.delta.Warehouse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Brings prices.csv into the table silver.crypto_prices below the folder lake. */
public final class Prices {

    static final Field<String> ID = Field.string("id").required("CoinGecko id");
    static final Field<String> SYMBOL = Field.string("symbol").optional("ticker");
    static final Field<BigDecimal> CURRENT_PRICE =
            Field.decimal("current_price", 38, 18).optional("USD per coin");
    static final Field<Instant> LAST_UPDATED = Field.timestamp("last_updated").required("UTC");
    static final Field<Instant> INGESTED_AT = Field.timestamp("ingested_at").required("UTC");
    static final Field<LocalDate> PARTITION_DATE =
            Field.date("partition_date").derivedFrom(LAST_UPDATED, functions::to_date);

    static final TableSpec PRICES = TableSpec.builder()
            .name("silver", "crypto_prices")
            .addFields(ID, SYMBOL, CURRENT_PRICE, LAST_UPDATED, INGESTED_AT, PARTITION_DATE)
            .addKeyFields(ID, LAST_UPDATED)
            .addPartitionFields(PARTITION_DATE)
            .addZorderFields(SYMBOL, ID)
            .build();

    static UpsertResult load(Warehouse warehouse) {
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("prices"), warehouse)) {
            LakehouseTable prices = lake.table(PRICES); // created when missing, refused when it drifted

            UpsertResult upserted = prices.upsert()
                    .latestBy(INGESTED_AT)
                    .ignoringChangesIn(INGESTED_AT)
                    .execute(cleaned(lake.spark()));
            prices.optimize().execute(); // rewrites only what is worth rewriting
            prices.vacuum().execute(); // 7 days kept, refuses less
            System.out.println(prices.health()); // what is wrong, what it costs, what to do
            return upserted; // rows inserted, updated, unchanged: of this very commit
        }
    }

    /** The rows of prices.csv; partition_date is missing, because the table derives it. */
    static Dataset<Row> cleaned(SparkSession spark) {
        return spark.read()
                .option("header", true)
                .csv("prices.csv")
                .select(
                        ID.col(),
                        SYMBOL.col(),
                        CURRENT_PRICE.col().cast(CURRENT_PRICE.type().sparkType()),
                        LAST_UPDATED.col().cast(LAST_UPDATED.type().sparkType()),
                        functions.current_timestamp().as(INGESTED_AT.name()));
    }

    public static void main(String[] arguments) {
        System.out.println(load(Warehouse.at("lake")));
    }
}
