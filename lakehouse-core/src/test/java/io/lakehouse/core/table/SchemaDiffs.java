package io.lakehouse.core.table;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;

/** A table of prices, and what sets it apart from its spec. */
final class SchemaDiffs {

    static final Field<String> ID = Field.string("id").required("CoinGecko id");
    static final Field<Double> PRICE = Field.float64("price").optional("USD");
    static final Field<LocalDate> DATE = Field.date("partition_date").required("UTC");

    static final TableSpec PRICES = TableSpec.builder()
            .name("silver", "prices")
            .addFields(ID, PRICE, DATE)
            .addPartitionFields(DATE)
            .build();

    private SchemaDiffs() {}

    /** The structural differences to a table without properties. */
    static SchemaDiff between(TableSpec spec, StructType live, List<String> partitions) {
        return allBetween(spec, live, partitions).structural();
    }

    /** All differences to a table without comment and properties. */
    static SchemaDiff allBetween(TableSpec spec, StructType live, List<String> partitions) {
        return SchemaDiff.between(spec, new TableDescription("", live, partitions, List.of(), Map.of()));
    }

    static SchemaDiff ofPrices(StructType live) {
        return between(PRICES, live, List.of("partition_date"));
    }
}
