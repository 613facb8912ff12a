package io.lakehouse.crypto.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ChangeTest {

    @Test
    void isShownByArrowAndSign() {
        assertThat(between("200", "203")).isEqualTo(new Change("up", "▲", "+1.50\u00a0%"));
        assertThat(between("200", "197")).isEqualTo(new Change("down", "▼", "−1.50\u00a0%"));
        assertThat(Change.count(250, 1350)).isEqualTo(new Change("up", "▲", "+1,100"));
    }

    @Test
    void aChangeThatRoundsToZeroIsFlat() {
        assertThat(between("100000", "99999")).isEqualTo(new Change("flat", "", "0.00\u00a0%"));
    }

    @Test
    void aChangeFromZeroIsUnknown() {
        assertThat(between("0E-18", "5")).isEqualTo(Change.UNKNOWN);
    }

    private static Change between(String before, String now) {
        return Change.between(new BigDecimal(before), new BigDecimal(now));
    }
}
