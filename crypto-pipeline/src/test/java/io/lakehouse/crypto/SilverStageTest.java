package io.lakehouse.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.result.UpsertResult;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SilverStageTest {

    private static final UpsertResult TEN_ROWS = new UpsertResult(
            OptionalLong.of(3),
            4,
            3,
            0,
            2,
            1,
            0,
            0,
            1,
            0,
            100,
            Optional.empty(),
            SchemaChange.NONE,
            1,
            Duration.ofSeconds(1));

    @Test
    void rowsInSilverOrInQuarantineAndDuplicatesAreAccountedFor() {
        assertThatCode(() -> SilverStage.requireAllAccounted(15, TEN_ROWS, 5)).doesNotThrowAnyException();
    }

    @Test
    void aMissingOrAnExtraRowIsAnError() {
        assertThatThrownBy(() -> SilverStage.requireAllAccounted(16, TEN_ROWS, 5))
                .isExactlyInstanceOf(UnaccountedRowsException.class)
                .hasMessage("Cannot account for all 16 rows of bronze.crypto_prices: 4 were inserted, 3 updated, 2"
                        + " unchanged, 1 duplicate and 5 refused. No row of bronze.crypto_prices is lost; please"
                        + " report this as a bug.");
        assertThatThrownBy(() -> SilverStage.requireAllAccounted(14, TEN_ROWS, 5))
                .isExactlyInstanceOf(UnaccountedRowsException.class);
    }
}
