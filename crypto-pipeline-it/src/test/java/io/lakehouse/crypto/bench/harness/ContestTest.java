package io.lakehouse.crypto.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.crypto.bench.report.Figures;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.report.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContestTest {

    private final List<String> turns = new ArrayList<>();

    /** A competitor that takes one second more than the round's number and records its turns. */
    private final class Noted implements Competitor {

        private final String side;
        private final String digest;

        Noted(String side, String digest) {
            this.side = side;
            this.digest = digest;
        }

        @Override
        public String side() {
            return side;
        }

        @Override
        public Sample round(String scenario, int round) {
            turns.add(side + round);
            return new Sample(round + 1.0, Map.of());
        }

        @Override
        public String digest(String scenario) {
            return digest;
        }
    }

    @Test
    void competitorsTakeTurnsForwardAndBackward() {
        new Contest(List.of(new Noted("a", ""), new Noted("b", "")), 1, 3, line -> {}).run("mixed");

        assertThat(turns).containsExactly("a0", "b0", "b1", "a1", "a2", "b2", "b3", "a3");
    }

    @Test
    void warmUpsDoNotCount() {
        Map<String, Series> rounds = new Contest(List.of(new Noted("a", "")), 2, 3, line -> {}).run("mixed");

        assertThat(ReportBuilder.of(rounds, "a").seconds()).isEqualTo(new Spread(4, 3, 5));
    }

    @Test
    void resultsThatDifferAreNoFigures() {
        Contest contest = new Contest(List.of(new Noted("a", "1"), new Noted("b", "2")), 0, 1, line -> {});

        assertThatThrownBy(() -> contest.run("mixed"))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot compare mixed: the results differ, {a=1, b=2}");
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        Series fast = new Series(List.of(new Sample(1, Map.of()), new Sample(10, Map.of()), new Sample(2, Map.of())));
        Series slow = new Series(List.of(new Sample(2, Map.of()), new Sample(30, Map.of()), new Sample(2, Map.of())));

        assertThat(slow.timesOf(fast)).isEqualTo(new Spread(2, 1, 3));
        assertThatThrownBy(() -> slow.timesOf(new Series(List.of())))
                .hasMessage("Cannot compare 3 rounds with 0: they did not take turns.");
    }

    @Test
    void figuresHaveThreeDigits() {
        assertThat(List.of(0.012345, 1.2345, 12.345, 123.45, 1234.5, 1_234_567.0))
                .extracting(Figures::number)
                .containsExactly("0.0123", "1.23", "12.3", "123", "1,235", "1,234,567");
        assertThat(Figures.seconds(new Spread(1, 0.5, 2))).isEqualTo("1 s (0.5 - 2)");
    }
}
