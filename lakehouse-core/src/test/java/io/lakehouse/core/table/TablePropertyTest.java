package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablePropertyTest {

    private static final TableProperty<Long> INTERVAL = TableProperty.count("interval", 2, 5, "fewer checkpoints");
    private static final TableProperty<Duration> KEPT = TableProperty.hours("kept", "followers");

    @Test
    void saysItsKeyAndItsReason() {
        assertThat(INTERVAL).hasToString("interval");
        assertThat(INTERVAL.key()).isEqualTo("interval");
        assertThat(INTERVAL.reason()).isEqualTo("fewer checkpoints");
    }

    @Test
    void aFlagIsStoredAsAWord() {
        assertThat(TableProperty.flag("appendOnly", "facts").of(true)).hasToString("appendOnly=true");
    }

    @Test
    void aTextIsStoredAsItStands() {
        assertThat(TableProperty.text("owner", "who to ask").of("data team")).hasToString("owner=data team");
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 5})
    void takesACountFromBoundToBound(long count) {
        assertThat(INTERVAL.of(count)).isEqualTo(new PropertyValue("interval", Long.toString(count)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 6, -1})
    void refusesACountOutsideItsBounds(long count) {
        assertThatThrownBy(() -> INTERVAL.of(count))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table property interval=" + count + ": use a whole number from 2 to 5.");
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0", "PT1S, 1", "PT1H, 1", "PT1H0.000000001S, 2", "PT168H, 168"})
    void roundsALengthOfTimeUpToHours(Duration length, long hours) {
        assertThat(KEPT.of(length).value()).isEqualTo("interval " + hours + " hours");
    }

    @Test
    void refusesANegativeLengthOfTime() {
        assertThatThrownBy(() -> KEPT.of(Duration.ofSeconds(-1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table property kept=PT-1S: use a duration of 0 or more.");
    }

    @Test
    void refusesABlankKey() {
        assertThatThrownBy(() -> TableProperty.flag(" ", "none"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table property: its key is blank; name one.");
    }
}
