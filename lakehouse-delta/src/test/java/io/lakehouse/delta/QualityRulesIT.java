package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICE;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.apache.spark.sql.functions.size;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class QualityRulesIT {

    private static final String NOON = "2025-03-04T12:00:00Z";

    private static final TableSpec RULED = TableSpec.builder()
            .from(Prices.PRICES)
            .addQualityRules(
                    QualityRule.quarantine("is_positive", PRICE.col().gt(0), "a price below zero is none"),
                    QualityRule.quarantine("is_small", PRICE.col().lt(1000), "nobody pays that"),
                    QualityRule.fail("is_named", ID.col().notEqual("?"), "the source has lost its names"))
            .build();

    private static RowValues unpriced(String id) {
        return RowValues.of(List.of(ID, LAST_UPDATED, PRICE, INGESTED_AT))
                .set(ID, id)
                .set(LAST_UPDATED, Instant.parse(NOON));
    }

    @Test
    void upsertTakesRowsThatHoldTheRules(Lakehouse lake) {
        LakehouseTable table = lake.table(RULED);

        table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        assertThat(contents(table)).containsExactly("btc " + NOON + " 1");
    }

    @Test
    void upsertRefusesRowsThatViolateARuleAndSaysHowToSetThemAside(Lakehouse lake) {
        LakehouseTable table = lake.table(RULED);

        assertThatThrownBy(() -> table.upsert()
                        .execute(rows(
                                lake, price("btc", NOON, "1"), price("eth", NOON, "-1"), price("ada", NOON, "2000"))))
                .isExactlyInstanceOf(RuleViolationException.class)
                .hasMessage("Cannot upsert into silver.prices: 1 rows violate is_positive (a price below zero is none);"
                        + " 1 rows violate is_small (nobody pays that). Nothing was written. Quarantine"
                        + " these rows first: TableSpec.quarantineReasons() identifies them.");
        assertThat(table.state().version()).isZero();
    }

    @Test
    void aValueThatIsNullViolatesARule(Lakehouse lake) {
        LakehouseTable table = lake.table(RULED);

        assertThatThrownBy(() -> table.upsert().execute(rows(lake, unpriced("btc"), unpriced("eth"))))
                .isExactlyInstanceOf(RuleViolationException.class)
                .hasMessageContaining("2 rows violate is_positive");
    }

    @Test
    void replaceRefusesABatchWhoseSourceIsBroken(Lakehouse lake) {
        LakehouseTable table = lake.table(RULED);

        assertThatThrownBy(() -> table.replace(PARTITION_DATE.is(LocalDate.parse("2025-03-04")))
                        .execute(rows(lake, price("?", NOON, "1"))))
                .isExactlyInstanceOf(RuleViolationException.class)
                .hasMessage("Cannot replace in silver.prices: 1 rows violate is_named (the source has lost its names)."
                        + " Nothing was written. Fix the source of the rows, then run it again.");
    }

    @Test
    void reasonsTellFitRowsFromOthers(Lakehouse lake) {
        Field<List<@Nullable String>> reasons = Field.array("reasons", FieldType.STRING);
        Dataset<Row> judged = rows(
                        lake, price("btc", NOON, "1"), price("eth", NOON, "-1"), unpriced("ada"), price("?", NOON, "1"))
                .withColumn(reasons.name(), RULED.quarantineReasons());

        assertThat(RowValues.collect(judged.orderBy(ID.col()), List.of(ID, reasons)))
                .extracting(
                        row -> row.get(ID).orElseThrow(),
                        row -> row.get(reasons).orElseThrow())
                .containsExactly(
                        tuple("?", List.of()),
                        tuple("ada", List.of("is_positive", "is_small")),
                        tuple("btc", List.of()),
                        tuple("eth", List.of("is_positive")));
    }

    @Test
    void everyRowIsFitWithoutRules(Lakehouse lake) {
        Dataset<Row> judged = rows(lake, price("btc", NOON, "1"), unpriced("ada"));

        assertThat(judged.filter(size(Prices.PRICES.quarantineReasons()).equalTo(0))
                        .count())
                .isEqualTo(2);
    }
}
