package io.lakehouse.crypto;

import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.gold.GoldTable;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.silver.QuarantinedPrices;
import io.lakehouse.crypto.silver.SilverPrices;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All tables of the pipeline, in the order in which data flows through them. */
public final class CryptoTables {

    public static final List<TableSpec> ALL = Stream.concat(
                    Stream.of(BronzePrices.SPEC, SilverPrices.SPEC, QuarantinedPrices.SPEC),
                    GoldTables.ALL.stream().map(GoldTable::spec))
            .toList();

    private CryptoTables() {}

    /** The table with this name, if the pipeline has one. */
    public static Optional<TableSpec> find(TableName name) {
        return ALL.stream().filter(spec -> spec.name().equals(name)).findFirst();
    }
}
