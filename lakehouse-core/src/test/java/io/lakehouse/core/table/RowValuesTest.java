package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class RowValuesTest {

    private static final Field<String> ID = Field.string("id").required("CoinGecko id");
    private static final Field<BigDecimal> PRICE = Field.decimal("price", 5, 2).required("USD");
    private static final Field<Instant> LAST_UPDATED = Field.timestamp("last_updated");
    private static final List<Field<?>> FIELDS = List.of(ID, PRICE, LAST_UPDATED);

    private static final Field<BigDecimal> TIMES = Field.decimal("times", 10, 3);
    private static final Field<String> CURRENCY = Field.string("currency");
    private static final Field<RowValues> ROI = Field.struct("roi", TIMES, CURRENCY);

    @Test
    void holdsValuesInTheOrderOfTheFields() {
        Instant instant = Instant.parse("2025-03-04T14:45:50.123456Z");

        RowValues row = RowValues.of(FIELDS)
                .set(LAST_UPDATED, instant)
                .set(PRICE, new BigDecimal("1.5"))
                .set(ID, "bitcoin");

        assertThat(row.toRow()).isEqualTo(RowFactory.create("bitcoin", new BigDecimal("1.50"), instant));
    }

    @Test
    void isNullWhereNothingWasSet() {
        assertThat(RowValues.of(FIELDS).set(ID, "bitcoin").toRow()).isEqualTo(RowFactory.create("bitcoin", null, null));
    }

    @Test
    void theLastValueOfAFieldCounts() {
        assertThat(RowValues.of(List.of(ID))
                        .set(ID, "bitcoin")
                        .set(ID, "tether")
                        .toRow())
                .isEqualTo(RowFactory.create("tether"));
    }

    @Test
    void aRowThatWasTakenDoesNotChangeAfterwards() {
        RowValues row = RowValues.of(List.of(ID)).set(ID, "bitcoin");
        var taken = row.toRow();

        row.set(ID, "tether");

        assertThat(taken).isEqualTo(RowFactory.create("bitcoin"));
    }

    @Test
    void refusesAFieldThatTheRowLacks() {
        assertThatThrownBy(() -> RowValues.of(FIELDS).set(CURRENCY, "btc"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown field currency: the row has [id, price, last_updated].");
    }

    @Test
    void refusesAValueThatDoesNotFit() {
        assertThatThrownBy(() -> RowValues.of(FIELDS).set(PRICE, new BigDecimal("1E-30")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid value 1E-30 for price decimal(5,2) not null:"
                        + " it has 30 decimals, the field holds 2.");
    }

    @Test
    void refusesATimestampThatDoesNotFit() {
        assertThatThrownBy(() -> RowValues.of(FIELDS).set(LAST_UPDATED, Instant.parse("+10000-01-01T00:00:00Z")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid value +10000-01-01T00:00:00Z for last_updated timestamp:"
                        + " its year is outside 1 to 9999.");
    }

    @Test
    void keepsItsValueWhenAnotherIsRefused() {
        RowValues row = RowValues.of(List.of(PRICE)).set(PRICE, new BigDecimal("1.50"));

        assertThatThrownBy(() -> row.set(PRICE, new BigDecimal("1000")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid value 1000 for price decimal(5,2) not null:"
                        + " it has 4 digits before the point, the field holds 3.");

        assertThat(row.toRow()).isEqualTo(RowFactory.create(new BigDecimal("1.50")));
    }

    @Test
    void holdsANestedRow() {
        RowValues roi = RowValues.of(List.of(TIMES, CURRENCY))
                .set(TIMES, new BigDecimal("-0.5"))
                .set(CURRENCY, "btc");

        assertThat(RowValues.of(List.of(ID, ROI))
                        .set(ID, "tether")
                        .set(ROI, roi)
                        .toRow())
                .isEqualTo(RowFactory.create("tether", RowFactory.create(new BigDecimal("-0.500"), "btc")));
    }

    @Test
    void takesANestedRowAsItStandsWhenItIsSet() {
        RowValues roi = RowValues.of(List.of(TIMES, CURRENCY)).set(CURRENCY, "btc");
        RowValues row = RowValues.of(List.of(ROI)).set(ROI, roi);

        roi.set(CURRENCY, "usd");

        assertThat(row.toRow()).isEqualTo(RowFactory.create(RowFactory.create(null, "btc")));
    }

    @Test
    void refusesAValueThatDoesNotFitInANestedRow() {
        assertThatThrownBy(() -> RowValues.of(List.of(TIMES, CURRENCY)).set(TIMES, new BigDecimal("0.0001")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid value 0.0001 for times decimal(10,3): it has 4 decimals, the field holds 3.");
    }

    @Test
    void refusesANestedRowOfOtherFields() {
        RowValues swapped = RowValues.of(List.of(CURRENCY, TIMES)).set(CURRENCY, "btc");

        assertThatThrownBy(() -> RowValues.of(List.of(ROI)).set(ROI, swapped))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid value [currency, times] = [btc, null] for"
                        + " roi struct<times: decimal(10,3), currency: string>:"
                        + " its fields are [currency, times], not [times, currency].");
    }

    @Test
    void refusesANestedRowWithoutARequiredField() {
        Field<String> base = Field.string("base").required("what is priced");
        Field<RowValues> pair = Field.struct("pair", base);

        assertThatThrownBy(() -> RowValues.of(List.of(pair)).set(pair, RowValues.of(List.of(base))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": the required field base was not set.");
    }
}
