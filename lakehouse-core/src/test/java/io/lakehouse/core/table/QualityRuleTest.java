package io.lakehouse.core.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.table.QualityRule.Severity;
import java.math.BigDecimal;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class QualityRuleTest {

    private static final Field<BigDecimal> PRICE =
            Field.decimal("price", 38, 18).optional("USD");

    @Test
    void setsItsViolatorsAside() {
        assertThat(QualityRule.quarantine("is_priced", PRICE.col().gt(0), "no market"))
                .isEqualTo(new QualityRule("is_priced", PRICE.col().gt(0), "no market", Severity.QUARANTINE));
    }

    @Test
    void orRefusesTheWholeBatch() {
        assertThat(QualityRule.fail("is_priced", PRICE.col().gt(0), "no market").severity())
                .isEqualTo(Severity.FAIL);
    }

    @Test
    void knowsTheColumnsItReads() {
        QualityRule rule = QualityRule.fail(
                "is_sound",
                PRICE.col()
                        .gt(0)
                        .and(col("roi.times").isNotNull())
                        .or(expr("exists(tags, tag -> tag = 1) or id = 2"))
                        .and(functions.lit(true)),
                "no use");

        assertThat(rule.columns()).containsExactly("id", "price", "roi", "tags");
    }

    @Test
    void refusesANameThatIsNotPlain() {
        assertThatThrownBy(() -> QualityRule.fail("is priced", PRICE.col().gt(0), "no market"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid quality rule name 'is priced': use 1 to 128 lower-case letters, digits and"
                        + " underscores, not starting with a digit.");
    }

    @Test
    void refusesToBeWithoutReason() {
        assertThatThrownBy(() -> QualityRule.fail("is_priced", PRICE.col().gt(0), " "))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid quality rule is_priced: its reason is blank; say why a row that violates it is"
                        + " unusable.");
    }
}
