package io.lakehouse.core.table;

import static io.lakehouse.core.table.SchemaDiffs.PRICES;
import static io.lakehouse.core.table.SchemaDiffs.between;
import static io.lakehouse.core.table.SchemaDiffs.ofPrices;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Columns that are missing, surplus, or of another type or nullability. */
class SchemaDiffColumnsTest {

    private static final TableSpec RETURNS = TableSpec.builder()
            .name("silver", "returns")
            .addFields(Field.struct("roi", Field.float64("times").required("gain"), Field.string("currency")))
            .build();

    @Test
    void theOrderOfColumnsDoesNotCount() {
        StructType live = new StructType()
                .add("partition_date", DataTypes.DateType, false, "UTC")
                .add("price", DataTypes.DoubleType, true, "USD")
                .add("id", DataTypes.StringType, false, "CoinGecko id");

        assertThat(ofPrices(live).differences()).isEmpty();
    }

    @Test
    void reportsAMissingColumnWithItsTypeAndNullability() {
        StructType live =
                new StructType().add("price", DataTypes.DoubleType).add("partition_date", DataTypes.DateType, false);

        assertThat(ofPrices(live).differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("column id string not null is missing");
    }

    @Test
    void reportsAColumnThatIsNotInTheSpec() {
        StructType live = PRICES.schema().add("rank", DataTypes.IntegerType);

        assertThat(ofPrices(live).differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("column rank is not in the spec");
    }

    @Test
    void reportsAColumnOfAnotherType() {
        StructType live = new StructType()
                .add("id", DataTypes.StringType, false)
                .add("price", DataTypes.createDecimalType(38, 18))
                .add("partition_date", DataTypes.DateType, false);

        assertThat(ofPrices(live).differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("column price is decimal(38,18), the spec says double");
    }

    @Test
    void reportsARequiredColumnThatIsNullable() {
        StructType live = new StructType()
                .add("id", DataTypes.StringType)
                .add("price", DataTypes.DoubleType)
                .add("partition_date", DataTypes.DateType, false);

        assertThat(ofPrices(live).differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("column id is nullable, the spec says not null");
    }

    @Test
    void reportsAnOptionalColumnThatIsNotNull() {
        StructType live = new StructType()
                .add("id", DataTypes.StringType, false)
                .add("price", DataTypes.DoubleType, false)
                .add("partition_date", DataTypes.DateType, false);

        assertThat(ofPrices(live).differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("column price is not null, the spec says nullable");
    }

    @Test
    void reportsAColumnOfAnotherCaseAsMissingAndExtra() {
        StructType live = new StructType()
                .add("ID", DataTypes.StringType, false)
                .add("price", DataTypes.DoubleType)
                .add("partition_date", DataTypes.DateType, false);

        assertThat(ofPrices(live).differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("column id string not null is missing", "column ID is not in the spec");
    }

    @Test
    void isEmptyForTheSameNestedTypesAndNullability() {
        StructType roi =
                new StructType().add("times", DataTypes.DoubleType, false).add("currency", DataTypes.StringType);

        assertThat(between(RETURNS, new StructType().add("roi", roi), List.of()).differences())
                .isEmpty();
    }

    @Test
    void reportsANestedFieldOfAnotherType() {
        StructType roi =
                new StructType().add("times", DataTypes.LongType, false).add("currency", DataTypes.StringType);

        assertThat(between(RETURNS, new StructType().add("roi", roi), List.of()).differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("column roi is struct<times:bigint not null,currency:string>,"
                        + " the spec says struct<times:double not null,currency:string>");
    }

    @Test
    void reportsAMissingNestedField() {
        StructType roi = new StructType().add("times", DataTypes.DoubleType, false);

        assertThat(between(RETURNS, new StructType().add("roi", roi), List.of()).differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("column roi is struct<times:double not null>,"
                        + " the spec says struct<times:double not null,currency:string>");
    }

    @Test
    void reportsNestedNullability() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "returns")
                .addFields(Field.struct("roi", Field.float64("times").required("gain")))
                .build();
        StructType live = new StructType().add("roi", new StructType().add("times", DataTypes.DoubleType));

        assertThat(between(spec, live, List.of()))
                .hasToString("column roi is struct<times:double>, the spec says struct<times:double not null>");
    }

    @Test
    void reportsBothTypeAndNullabilityOfOneColumn() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "returns")
                .addFields(Field.bigint("n").required("count"))
                .build();

        assertThat(between(spec, new StructType().add("n", DataTypes.StringType), List.of()))
                .hasToString("column n is string, the spec says bigint; column n is nullable, the spec says not null");
    }
}
