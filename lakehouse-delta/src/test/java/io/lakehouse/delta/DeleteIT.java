package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.DeleteResult;
import io.lakehouse.core.result.WritePlan;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class DeleteIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final String NEXT_DAY = "2025-03-05T12:00:00Z";

    private static LakehouseTable filled(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert()
                .execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2"), price("btc", NEXT_DAY, "3")));
        return table;
    }

    @Test
    void deletesRowsAndKeepsThoseBesideThem(Lakehouse lake) {
        LakehouseTable table = filled(lake);

        DeleteResult result = table.delete(ID.is("eth")).execute();

        assertThat(result)
                .extracting(DeleteResult::rowsDeleted, DeleteResult::filesRemoved, DeleteResult::filesAdded)
                .containsExactly(1L, 1L, 1L);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 1", "btc " + NEXT_DAY + " 3");
    }

    @Test
    void dropsWholePartitionsWithoutWriting(Lakehouse lake) {
        LakehouseTable table = filled(lake);

        DeleteResult result = table.delete(PARTITION_DATE.lessThan(LocalDate.parse("2025-03-05")))
                .execute();

        assertThat(result)
                .extracting(DeleteResult::rowsDeleted, DeleteResult::filesRemoved, DeleteResult::filesAdded)
                .containsExactly(2L, 1L, 0L);
        assertThat(contents(table)).containsExactly("btc " + NEXT_DAY + " 3");
        assertThat(table.history(1).get(0).operation()).isEqualTo("DELETE");
    }

    @Test
    void takesARangeOfInstants(Lakehouse lake) {
        LakehouseTable table = filled(lake);

        table.delete(LAST_UPDATED
                        .atLeast(Instant.parse(NEXT_DAY))
                        .and(LAST_UPDATED.lessThan(Instant.parse("2025-03-05T12:00:01Z"))))
                .execute();

        assertThat(contents(table)).containsExactly("btc " + NOON + " 1", "eth " + NOON + " 2");
    }

    @Test
    void commitsNothingWhenNoRowMatches(Lakehouse lake) {
        LakehouseTable table = filled(lake);

        DeleteResult result = table.delete(ID.is("doge")).execute();

        assertThat(result.committed()).isFalse();
        assertThat(table.state().version()).isEqualTo(1);
    }

    @Test
    void planSaysWhichFilesAndWhy(Lakehouse lake) {
        LakehouseTable table = filled(lake);

        WritePlan plan = table.delete(ID.is("eth")).plan();

        assertThat(plan.rowsToRemove()).isEqualTo(1);
        assertThat(plan.filesToReplace()).hasSize(1).allMatch(file -> file.startsWith("partition_date=2025-03-04/"));
        assertThat(plan.bytesToRewrite()).isPositive();
        assertThat(plan.reason()).isEqualTo("rows in these files match id in (eth)");
        assertThat(table.delete(ID.is("doge")).plan().isEmpty()).isTrue();
        assertThat(table.delete(PARTITION_DATE.is(LocalDate.parse("2025-03-04")))
                        .plan()
                        .bytesToRewrite())
                .isZero();
        assertThat(table.state().version()).isEqualTo(1);
    }
}
