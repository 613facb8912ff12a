package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class FilteredReadIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final String NEXT_DAY = "2025-03-05T12:00:00Z";

    @Test
    void aFilteredReadFindsTheRowsThatAFilterOfAllRowsFinds(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert()
                .execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2"), price("btc", NEXT_DAY, "3")));
        table.upsert().execute(rows(lake, price("ada", NEXT_DAY, "4")));
        LocalDate day = LocalDate.parse("2025-03-05");

        for (RowFilter filter : List.of(
                PARTITION_DATE.is(day),
                ID.in(List.of("btc", "ada")),
                PARTITION_DATE.atLeast(day).and(ID.is("btc")),
                PARTITION_DATE.lessThan(LocalDate.EPOCH))) {
            assertThat(table.read(filter).collectAsList())
                    .as(filter.toString())
                    .containsExactlyInAnyOrderElementsOf(
                            table.read().filter(filter.toColumn()).collectAsList());
        }
        assertThat(table.read(PARTITION_DATE.is(day)).inputFiles()).hasSize(2);
        assertThat(table.read(ID.is("btc")).select(INGESTED_AT.col()).count()).isEqualTo(2);
        assertThatThrownBy(() -> table.read(
                        Field.string("no_such").optional("of no table").is("btc")))
                .hasMessageContaining("no_such");
    }

    @Test
    void aFilteredReadSeesWhatWasCommittedBeforeIt(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        assertThat(table.read(ID.is("btc")).count()).isEqualTo(1);

        table.delete(ID.is("btc")).execute();

        assertThat(table.read(ID.is("btc")).count()).isZero();
    }
}
