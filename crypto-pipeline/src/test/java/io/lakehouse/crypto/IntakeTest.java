package io.lakehouse.crypto;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "us", "USD", "us dollars"})
    void rejectsAnInvalidCurrency(String currency) {
        assertThatThrownBy(() -> Intake.builder().currency(currency).build())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid currency '" + currency
                        + "': use a code of 3 to 10 letters from a to z, for example usd.");
    }

    @Test
    void rejectsAnInvalidPercentage() {
        assertThatThrownBy(() -> Intake.builder().maxBadPercent(101).build())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid limit for bad records, 101.0 %: use 0 to 100.");
    }
}
