package io.lakehouse.core.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowFilterTest {

    private static final Field<String> ID = Field.string("id");
    private static final Field<LocalDate> DATE = Field.date("partition_date");
    private static final Field<BigDecimal> PRICE = Field.decimal("price", 5, 2);
    private static final Field<Instant> LAST_UPDATED = Field.timestamp("last_updated");

    @Test
    void isWrittenAsAFieldInItsValue() {
        assertThat(ID.is("bitcoin")).hasToString("id in (bitcoin)");
    }

    @Test
    void writesItsValuesInTheirOrder() {
        assertThat(DATE.in(Set.of(LocalDate.of(2025, 3, 5), LocalDate.of(2024, 12, 31), LocalDate.of(2025, 3, 4))))
                .hasToString("partition_date in (2024-12-31, 2025-03-04, 2025-03-05)");
    }

    @Test
    void holdsEachValueOnce() {
        assertThat(ID.in(List.of("tether", "bitcoin", "tether"))).isEqualTo(ID.in(List.of("bitcoin", "tether")));
    }

    @Test
    void holdsEqualDecimalsOfDifferentScalesOnce() {
        assertThat(PRICE.in(List.of(new BigDecimal("1.50"), new BigDecimal("1.5"))))
                .hasToString("price in (1.50)");
    }

    @Test
    void writesEveryTermOfAnAnd() {
        assertThat(DATE.is(LocalDate.of(2025, 3, 4)).and(ID.in(List.of("tether", "bitcoin"))))
                .hasToString("partition_date in (2025-03-04) and id in (bitcoin, tether)");
    }

    @Test
    void andLeavesTheFilterItStartsFromAsItWas() {
        RowFilter bitcoin = ID.is("bitcoin");

        RowFilter both = bitcoin.and(DATE.is(LocalDate.of(2025, 3, 4)));

        assertThat(bitcoin.terms()).hasSize(1);
        assertThat(both.terms()).hasSize(2);
    }

    @Test
    void matchesItsValuesAsLiterals() {
        assertThat(ID.in(List.of("tether", "bitcoin")).toColumn())
                .isEqualTo(col("id").isin("bitcoin", "tether"));
    }

    @Test
    void matchesAnInstantAsALiteral() {
        Instant instant = Instant.parse("2025-03-04T14:45:50.123456Z");

        assertThat(LAST_UPDATED.is(instant).toColumn())
                .isEqualTo(col("last_updated").isin(instant));
    }

    @Test
    void matchesRowsThatHoldForEveryTerm() {
        assertThat(ID.is("bitcoin").and(DATE.is(LocalDate.of(2025, 3, 4))).toColumn())
                .isEqualTo(col("id").isin("bitcoin").and(col("partition_date").isin(LocalDate.of(2025, 3, 4))));
    }

    @Test
    void matchesNothingWithoutValues() {
        assertThat(ID.in(List.of()).toColumn()).isEqualTo(lit(false));
    }

    @Test
    void isWrittenAsAFieldInNothingWithoutValues() {
        assertThat(ID.in(List.of())).hasToString("id in ()");
    }

    @Test
    void isOnlyOnItsOwnField() {
        assertThat(ID.is("bitcoin").isOnlyOn(List.of(ID))).isTrue();
    }

    @Test
    void isOnlyOnMoreFieldsThanItsOwn() {
        assertThat(ID.is("bitcoin").isOnlyOn(List.of(DATE, ID))).isTrue();
    }

    @Test
    void isNotOnlyOnFieldsThatLackOneOfItsOwn() {
        assertThat(ID.is("bitcoin").and(DATE.in(List.of())).isOnlyOn(List.of(ID)))
                .isFalse();
    }

    @Test
    void isNotOnlyOnNoFields() {
        assertThat(ID.is("bitcoin").isOnlyOn(List.of())).isFalse();
    }

    @Test
    void refusesToHaveNoTerm() {
        assertThatThrownBy(() -> new RowFilter(List.of()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid filter: it has no term, so it would match every row.");
    }

    @Test
    void refusesAValueThatDoesNotFitItsField() {
        assertThatThrownBy(() -> PRICE.is(new BigDecimal("1.005")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid value 1.005 for price in a filter: it has 3 decimals, the field holds 2.");
    }

    @Test
    void refusesOneValueOfManyThatDoesNotFitItsField() {
        Instant fits = Instant.parse("2025-03-04T14:45:50Z");

        assertThatThrownBy(() -> LAST_UPDATED.in(List.of(fits, fits.plusNanos(1))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid value 2025-03-04T14:45:50.000000001Z for last_updated in a filter:"
                        + " it has nanoseconds, the field holds microseconds.");
    }

    @Test
    void showsTwentyOfManyValues() {
        RowFilter filter = ID.in(
                IntStream.range(100, 125).mapToObj(number -> "coin" + number).toList());

        assertThat(filter.toString()).startsWith("id in (coin100, coin101, ").endsWith(", coin119, and 5 more)");
    }

    @Test
    void holdsDecimalsAsTheyAreStored() {
        assertThat(PRICE.is(new BigDecimal("1.5"))).isEqualTo(PRICE.is(new BigDecimal("1.50")));
        assertThat(PRICE.is(new BigDecimal("0E-40")).toColumn()).hasToString("(price IN (0.00))");
    }
}
