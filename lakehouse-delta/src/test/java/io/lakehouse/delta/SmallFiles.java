package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.NEXT_DAY;
import static io.lakehouse.delta.Prices.NOON;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;

import java.util.Map;

/** A table with files that are worth joining. */
final class SmallFiles {

    /** The partition of noon. */
    static final Map<String, String> TUESDAY = Map.of("partition_date", "2025-03-04");

    private SmallFiles() {}

    static LakehouseTable withThreeFilesOnOneDayAndOneOnTheNext(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("eth", NOON, "1"), price("btc", NEXT_DAY, "2")));
        table.upsert().execute(rows(lake, price("btc", NOON, "3")));
        table.upsert().execute(rows(lake, price("ada", NOON, "4")));
        return table;
    }
}
