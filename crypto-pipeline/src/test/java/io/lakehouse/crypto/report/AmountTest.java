package io.lakehouse.crypto.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "79847 | 79,847",
                "79847.5 | 79,848",
                "2199.254 | 2,199.25",
                "1 | 1.00",
                "0.99984 | 0.9998",
                "0.5 | 0.50",
                "0.00001231 | 0.00001231",
                "0.000012314567 | 0.00001231",
                "0.000000000000000001 | 0.000000000000000001",
                "0E-18 | 0.00",
                "-3.5 | −3.50"
            })
    void pricesHaveTheDigitsThatMatter(BigDecimal price, String text) {
        assertThat(Amount.price(price).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1526000000000 | 1.53T",
                "320000000000 | 320B",
                "84310000 | 84.3M",
                "999.9 | 1.00K",
                "999999999 | 1.00B",
                "12345 | 12.3K",
                "12.5 | 12.50",
                "0 | 0.00",
                "1234567890123456789 | 1,230,000T",
                "-84310000 | −84.3M"
            })
    void totalsHaveThreeDigitsAndAUnit(BigDecimal total, String text) {
        assertThat(Amount.total(total).text()).isEqualTo(text);
    }

    @Test
    void theExactValueKeepsAllDigits() {
        assertThat(Amount.total(new BigDecimal("1526000000000.000000000000000010"))
                        .exact())
                .isEqualTo("1526000000000.00000000000000001");
        assertThat(Amount.price(new BigDecimal("8E+4")).exact()).isEqualTo("80000");
    }
}
