package io.lakehouse.crypto.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.crypto.report.MarketReport.Refused;
import io.lakehouse.crypto.report.Refusals.DayRows;
import io.lakehouse.crypto.report.Refusals.Reason;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final LocalDate DAY = LocalDate.of(2025, 3, 4);

    @Test
    void addsUpByReasonAndByDay() {
        Refusals refusals = Refusals.of(List.of(
                new Refused(DAY, "no price", 1),
                new Refused(DAY, "no time", 1_000),
                new Refused(DAY.minusDays(2), "no price", 999)));

        assertThat(refusals)
                .isEqualTo(new Refusals(
                        "2,000",
                        "2 Mar 2025 – 4 Mar 2025",
                        List.of(new Reason("no price", "1,000", "50.0"), new Reason("no time", "1,000", "50.0")),
                        List.of(
                                new DayRows("2025-03-02", "2 Mar 2025", "999", "99.8"),
                                new DayRows("2025-03-04", "4 Mar 2025", "1,001", "100.0"))));
    }

    @Test
    void leavesOutAllButTheLatestDays() {
        Refusals refusals = Refusals.of(IntStream.range(0, 40)
                .mapToObj(at -> new Refused(DAY.minusDays(at), "reason " + at, 1))
                .toList());

        assertThat(refusals.rows()).isEqualTo("30");
        assertThat(refusals.days()).hasSize(30).last().isEqualTo(new DayRows("2025-03-04", "4 Mar 2025", "1", "100.0"));
        assertThat(refusals.reasons()).hasSize(30);
    }

    @Test
    void noRowsAreNoRefusals() {
        assertThat(Refusals.of(List.of(new Refused(DAY, "no price", 0))).days()).isEmpty();
    }
}
