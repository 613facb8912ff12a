package io.lakehouse.delta.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LakehouseFixture.class)
class RowPipelineIT {

    private static final StructType DAYS = new StructType().add("day", DataTypes.DateType);

    private static Optional<RowPipeline> selecting(Lakehouse lake, String expression) {
        return RowPipeline.of(lake.spark(), DAYS, rows -> rows.select(expr(expression)));
    }

    @Test
    void isKeptIfItDependsOnTheRowAlone(Lakehouse lake) {
        assertThat(selecting(lake, "day > date'2024-01-01'")).get().returns(true, RowPipeline::isConstant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "day <= current_date()",
                "day <= cast('today' as date)",
                "day <= 'today'",
                "cast(day as timestamp) < now()",
                "rand() < 0.5"
            })
    void isNotKeptIfItDependsOnTheTimeOrOnChance(String expression, Lakehouse lake) {
        assertThat(selecting(lake, expression)).get().returns(false, RowPipeline::isConstant);
    }

    @Test
    void leavesToQueriesWhatIsNotComputedRowByRow(Lakehouse lake) {
        assertThat(RowPipeline.of(
                        lake.spark(), DAYS, rows -> rows.groupBy("day").count()))
                .isEmpty();
        assertThat(RowPipeline.of(lake.spark(), DAYS, rows -> rows.sort(col("day"))))
                .isEmpty();
    }
}
