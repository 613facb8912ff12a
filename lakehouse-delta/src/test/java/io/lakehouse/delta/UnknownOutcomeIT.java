package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.storage.FaultyLogStore;
import io.lakehouse.delta.storage.FaultyLogStore.Fault;
import io.lakehouse.delta.storage.FaultyLogStore.Moment;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A storage may fail after it wrote a commit; then the log tells, and nothing is done twice. */
@ExtendWith(LakehouseFixture.class)
class UnknownOutcomeIT {

    private static final String NOON = "2025-03-04T12:00:00Z";

    /** The store fails at the next commit of this table. */
    private static LakehouseTable failing(Lakehouse lake, String name, Moment moment) {
        LakehouseTable table =
                lake.table(TableSpec.builder().from(PRICES).name("silver", name).build());
        FaultyLogStore.failNext(new Fault("/" + name + "/_delta_log/", moment));
        return table;
    }

    @Test
    void aCommitThatIsInTheLogCountsThoughTheStorageFailed(Lakehouse lake) {
        LakehouseTable table = failing(lake, "fails_after", Moment.AFTER);

        UpsertResult result = table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        assertThat(result.version()).hasValue(1);
        assertThat(result.attempts()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 1");
        assertThat(table.state().version()).isEqualTo(1);
    }

    @Test
    void aCommitThatIsNotInTheLogIsAnError(Lakehouse lake) {
        LakehouseTable table = failing(lake, "fails_before", Moment.BEFORE);

        assertThatThrownBy(() -> table.upsert().execute(rows(lake, price("btc", NOON, "1"))))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("the storage failed");
        assertThat(table.state().version()).isZero();

        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        assertThat(contents(table)).containsExactly("btc " + NOON + " 1");
    }
}
