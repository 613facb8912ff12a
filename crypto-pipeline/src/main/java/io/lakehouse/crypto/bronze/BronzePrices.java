package io.lakehouse.crypto.bronze;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.market.MarketFields;
import io.lakehouse.crypto.market.MarketRecord;
import io.lakehouse.crypto.market.Payload;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Every record of every payload as received. A payload that comes again replaces itself. */
public final class BronzePrices {

    public static final Field<String> BATCH_ID = Field.string("_batch_id").required("payload the record came in");
    public static final Field<String> SOURCE = Field.string("_source").required("where the payload came from");
    public static final Field<Instant> INGESTED_AT =
            Field.timestamp("_ingested_at").required("when the record was first read, UTC");
    public static final Field<String> RESCUED =
            Field.string("_rescued").optional("raw JSON of a record that did not fit; such a record goes no further");
    public static final Field<LocalDate> PARTITION_DATE =
            Field.date("partition_date").required("UTC day that the payload describes");

    public static final TableSpec SPEC = TableSpec.builder()
            .name("bronze", "crypto_prices")
            .comment("CoinGecko markets as received")
            .addFields(BATCH_ID, SOURCE, INGESTED_AT)
            .addAllFields(MarketFields.ALL)
            .addFields(RESCUED, PARTITION_DATE)
            .addPartitionFields(PARTITION_DATE)
            .addZorderFields(BATCH_ID, MarketFields.ID)
            .build();

    private BronzePrices() {}

    /** A row for each record. */
    public static List<RowValues> rows(List<Payload> payloads, Instant ingestedAt) {
        List<RowValues> rows = new ArrayList<>();
        for (Payload payload : payloads) {
            for (String record : payload.records()) {
                RowValues row = RowValues.of(SPEC.fields())
                        .set(BATCH_ID, payload.batchId())
                        .set(SOURCE, payload.source())
                        .set(INGESTED_AT, ingestedAt)
                        .set(PARTITION_DATE, day(payload));
                if (!MarketRecord.decode(MarketRecord.parse(record), row)) {
                    row.set(RESCUED, record);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** What these payloads replace: the rows of their own earlier arrival, and nothing else. */
    public static RowFilter batches(List<Payload> payloads) {
        return PARTITION_DATE
                .in(payloads.stream().map(BronzePrices::day).toList())
                .and(BATCH_ID.in(payloads.stream().map(Payload::batchId).toList()));
    }

    private static LocalDate day(Payload payload) {
        return payload.observedAt().atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
