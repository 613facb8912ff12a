package io.lakehouse.crypto.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SparklineTest {

    @Test
    void drawsFromTheLowestAtTheBottomToTheHighestAtTheTop() {
        assertThat(sparkline("1", "3", "2"))
                .contains(new Sparkline(
                        "M2.0 26.0h0L60.0 2.0L118.0 14.0", "3 days, from 1.00 to 2.00, lowest 1.00, highest 3.00"));
    }

    @Test
    void leavesGapsAndDotsBetweenThem() {
        assertThat(sparkline("1", "", "2", "", "1").orElseThrow().path())
                .isEqualTo("M2.0 26.0h0M60.0 2.0h0M118.0 26.0h0");
    }

    @Test
    void onePriceIsADotInTheMiddleAndEqualOnesAreALine() {
        assertThat(sparkline("7").orElseThrow().path()).isEqualTo("M60.0 14.0h0");
        assertThat(sparkline("7", "7").orElseThrow().path()).isEqualTo("M2.0 14.0h0L118.0 14.0");
    }

    @Test
    void isEmptyWithoutPrices() {
        assertThat(sparkline("", "")).isEmpty();
    }

    private static Optional<Sparkline> sparkline(String... prices) {
        List<Optional<BigDecimal>> known = Arrays.stream(prices)
                .map(price -> price.isEmpty() ? Optional.<BigDecimal>empty() : Optional.of(new BigDecimal(price)))
                .toList();
        return Sparkline.of(known);
    }
}
