package io.lakehouse.crypto.silver;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.market.MarketFields;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Typed snapshots: one row for a coin and an instant. */
public final class SilverPrices {

    public static final Field<String> ID = MarketFields.ID.required("CoinGecko id");
    public static final Field<Instant> LAST_UPDATED =
            MarketFields.LAST_UPDATED.required("when the exchange data was taken, UTC");
    public static final Field<Instant> INGESTED_AT = BronzePrices.INGESTED_AT;
    public static final Field<LocalDate> PARTITION_DATE =
            Field.date("partition_date").derivedFrom(LAST_UPDATED, functions::to_date);

    public static final TableSpec SPEC = TableSpec.builder()
            .name("silver", "crypto_prices")
            .comment("one row for a coin and an instant")
            .addAllFields(marketFields())
            .addFields(INGESTED_AT, PARTITION_DATE)
            .addKeyFields(ID, LAST_UPDATED)
            .addPartitionFields(PARTITION_DATE)
            .addZorderFields(MarketFields.SYMBOL, ID)
            .build();

    private SilverPrices() {}

    /** The market's fields, of which a row must have the key. */
    private static List<Field<?>> marketFields() {
        List<Field<?>> fields = new ArrayList<>(MarketFields.ALL);
        fields.replaceAll(
                field -> field == MarketFields.ID ? ID : field == MarketFields.LAST_UPDATED ? LAST_UPDATED : field);
        return fields;
    }

    /** The Bronze rows that fit, as rows of Silver. */
    public static Dataset<Row> cleaned(Dataset<Row> bronze) {
        Column[] columns = Stream.concat(MarketFields.ALL.stream(), Stream.of(INGESTED_AT))
                .map(Field::col)
                .toArray(Column[]::new);
        return bronze.filter(isFit()).select(columns);
    }

    /** Holds for Bronze rows that Silver takes. */
    public static Column isFit() {
        return BronzePrices.RESCUED.col().isNull();
    }
}
