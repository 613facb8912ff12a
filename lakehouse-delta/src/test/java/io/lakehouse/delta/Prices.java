package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** A small keyed, partitioned table and rows for it. */
public final class Prices {

    public static final String NOON = "2025-03-04T12:00:00Z";
    public static final String NEXT_DAY = "2025-03-05T12:00:00Z";

    public static final Field<String> ID = Field.string("id").required("coin");
    public static final Field<Instant> LAST_UPDATED =
            Field.timestamp("last_updated").required("UTC");
    public static final Field<BigDecimal> PRICE = Field.decimal("price", 38, 18).optional("USD");
    public static final Field<Instant> INGESTED_AT =
            Field.timestamp("ingested_at").optional("UTC");
    public static final Field<LocalDate> PARTITION_DATE =
            Field.date("partition_date").derivedFrom(LAST_UPDATED, functions::to_date);

    public static final TableSpec PRICES = TableSpec.builder()
            .name("silver", "prices")
            .addFields(ID, LAST_UPDATED, PRICE, INGESTED_AT, PARTITION_DATE)
            .addKeyFields(ID, LAST_UPDATED)
            .addPartitionFields(PARTITION_DATE)
            .addZorderFields(ID)
            .build();

    private Prices() {}

    public static RowValues price(String id, String lastUpdated, String price) {
        return price(id, lastUpdated, price, "2025-01-01T00:00:00Z");
    }

    public static RowValues price(String id, String lastUpdated, String price, String ingestedAt) {
        return RowValues.of(given())
                .set(ID, id)
                .set(LAST_UPDATED, Instant.parse(lastUpdated))
                .set(PRICE, new BigDecimal(price))
                .set(INGESTED_AT, Instant.parse(ingestedAt));
    }

    public static Dataset<Row> rows(Lakehouse lake, RowValues... rows) {
        return rows(lake.spark(), Arrays.asList(rows));
    }

    public static Dataset<Row> rows(SparkSession spark, List<RowValues> rows) {
        return RowValues.toDataset(spark, given(), rows);
    }

    /** The table as sorted lines {@code id last_updated price}. */
    public static List<String> contents(LakehouseTable table) {
        List<String> lines = new ArrayList<>();
        for (Row row :
                table.read().select(ID.col(), LAST_UPDATED.col(), PRICE.col()).collectAsList()) {
            lines.add(row.getString(0) + " " + row.getTimestamp(1).toInstant() + " "
                    + row.getDecimal(2).stripTrailingZeros().toPlainString());
        }
        lines.sort(null);
        return lines;
    }

    private static List<Field<?>> given() {
        return List.of(ID, LAST_UPDATED, PRICE, INGESTED_AT);
    }
}
