package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.bench.harness.TableDigest;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.market.MarketFields;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The pipeline's tables, read as plain Delta tables. */
public final class PipelineTables {

    private PipelineTables() {}

    public static Dataset<Row> read(SparkSession spark, Path warehouse, TableSpec spec) {
        return spark.read().format("delta").load(folder(warehouse, spec).toString());
    }

    public static Path folder(Path warehouse, TableSpec spec) {
        return warehouse.resolve(spec.name().toString().replace('.', '/'));
    }

    /** The market data, without the columns that the pipeline adds. */
    public static Dataset<Row> marketRecords(SparkSession spark, Path warehouse, TableSpec spec) {
        return read(spark, warehouse, spec).select(Fields.columns(MarketFields.ALL));
    }

    /** An empty dataset of market records, for a table that does not exist yet. */
    public static Dataset<Row> noMarketRecords(SparkSession spark) {
        return spark.createDataFrame(List.of(), Fields.toStruct(MarketFields.ALL));
    }

    /** A digest of the rows of Silver and of Gold's statistics that does not depend on their order. */
    public static String digest(Dataset<Row> silver, Dataset<Row> gold) {
        return TableDigest.of(silver, MarketFields.ALL) + "; "
                + TableDigest.of(gold, GoldTables.MARKET_STATS.spec().fields());
    }
}
