package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2025-03-04T10:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                             | PT0S
            90                            | PT1M30S
            99999999999999999999999       | PT87600H
            Tue, 04 Mar 2025 10:02:00 GMT | PT2M
            Tue, 04 Mar 2025 09:00:00 GMT | PT0S
            ''                            | PT0S
            -5                            | PT0S
            1.5                           | PT0S
            soon                          | PT0S
            """)
    void readsSecondsAndDates(String value, Duration asked) {
        assertThat(RetryAfter.parse(value, NOW)).isEqualTo(asked);
    }
}
