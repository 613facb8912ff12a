package io.lakehouse.crypto.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.market.MarketFields;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Every Bronze row that Silver refuses, with the reasons. */
public final class QuarantinedPrices {

    public static final Field<String> ID = MarketFields.ID.optional("CoinGecko id, if it could be read");
    public static final Field<Instant> LAST_UPDATED =
            MarketFields.LAST_UPDATED.optional("when the exchange data was taken, if it could be read");
    public static final Field<List<@Nullable String>> REASONS =
            Field.array("reasons", FieldType.STRING).required("names of the rules that the record breaks");
    public static final Field<String> RECORD = Field.string("record")
            .required(
                    "the JSON of the record: as received if it does not fit, else written from its documented fields");
    public static final Field<LocalDate> PARTITION_DATE = BronzePrices.PARTITION_DATE;

    public static final TableSpec SPEC = TableSpec.builder()
            .name("silver", "crypto_prices_quarantine")
            .comment("records that Silver refuses")
            .addFields(BronzePrices.BATCH_ID, BronzePrices.SOURCE, BronzePrices.INGESTED_AT)
            .addFields(ID, LAST_UPDATED, REASONS, RECORD, PARTITION_DATE)
            .addPartitionFields(PARTITION_DATE)
            .addZorderFields(BronzePrices.BATCH_ID)
            .build();

    private QuarantinedPrices() {}

    /** The Bronze rows that break a rule, as rows of the quarantine. */
    public static Dataset<Row> refused(Dataset<Row> bronze) {
        return bronze.withColumn(REASONS.name(), SilverPrices.refusals())
                .filter(size(REASONS.col()).gt(0))
                .withColumn(
                        RECORD.name(),
                        coalesce(BronzePrices.RESCUED.col(), to_json(struct(Fields.columns(MarketFields.ALL)))))
                .select(Fields.columns(SPEC.fields()));
    }
}
