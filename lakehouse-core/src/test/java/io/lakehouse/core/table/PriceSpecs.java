package io.lakehouse.core.table;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.functions;

/** Specs of a table of prices, to be built as they are or broken first. */
final class PriceSpecs {

    static final Field<String> ID = Field.string("id").required("CoinGecko id");
    static final Field<String> SYMBOL = Field.string("symbol").optional("ticker");
    static final Field<Instant> LAST_UPDATED = Field.timestamp("last_updated").required("UTC");
    static final Field<LocalDate> DATE = Field.date("partition_date").derivedFrom(LAST_UPDATED, functions::to_date);
    static final Field<LocalDate> MONTH = Field.date("month").derivedFrom(DATE, day -> functions.trunc(day, "month"));

    static final List<Field<Integer>> AMOUNTS = IntStream.range(0, 40)
            .mapToObj(index -> Field.integer("amount_" + index))
            .toList();

    private PriceSpecs() {}

    /** A valid spec to break. */
    static TableSpec.Builder prices() {
        return TableSpec.builder()
                .name("silver", "prices")
                .addFields(ID, SYMBOL, LAST_UPDATED, DATE)
                .addKeyFields(ID, LAST_UPDATED)
                .addPartitionFields(DATE)
                .addZorderFields(SYMBOL, ID);
    }

    /** A spec clustered by these fields. */
    static TableSpec.Builder clustered(Field<?>... fields) {
        return TableSpec.builder()
                .name("silver", "prices")
                .addFields(ID, SYMBOL, LAST_UPDATED)
                .addClusteringFields(fields);
    }
}
