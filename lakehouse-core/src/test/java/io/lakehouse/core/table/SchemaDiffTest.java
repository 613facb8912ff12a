package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SchemaDiffTest {

    private static final Field<String> ID = Field.string("id").required("CoinGecko id");
    private static final Field<Double> PRICE = Field.float64("price").optional("USD");
    private static final Field<LocalDate> DATE = Field.date("partition_date").required("UTC");

    private static final TableSpec PRICES = TableSpec.builder()
            .name("silver", "prices")
            .addFields(ID, PRICE, DATE)
            .addPartitionFields(DATE)
            .build();

    private static final TableProperty<Long> ROW_GROUP =
            TableProperty.count("parquet.block.size", 1, 1L << 30, "readers skip row groups");

    private static final TableSpec RETURNS = TableSpec.builder()
            .name("silver", "returns")
            .addFields(Field.struct("roi", Field.float64("times").required("gain"), Field.string("currency")))
            .build();

    /** The differences in columns and layout to a table without properties. */
    private static SchemaDiff between(TableSpec spec, StructType live, List<String> partitions) {
        return SchemaDiff.between(spec, new TableDescription("", live, partitions, List.of(), Map.of()))
                .structural();
    }

    private static SchemaDiff ofPrices(StructType live) {
        return between(PRICES, live, List.of("partition_date"));
    }

    @Test
    void isEmptyForTheSchemaOfTheSpec() {
        assertThat(ofPrices(PRICES.schema()).isEmpty()).isTrue();
    }

    @Test
    void saysNothingWhenItIsEmpty() {
        assertThat(ofPrices(PRICES.schema())).hasToString("");
    }

    @Test
    void theOrderOfColumnsDoesNotCount() {
        StructType live = new StructType()
                .add("partition_date", DataTypes.DateType, false, "UTC")
                .add("price", DataTypes.DoubleType, true, "USD")
                .add("id", DataTypes.StringType, false, "CoinGecko id");

        assertThat(ofPrices(live).differences()).isEmpty();
    }

    @Test
    void commentsAreNotStructural() {
        StructType live = new StructType()
                .add("id", DataTypes.StringType, false)
                .add("price", DataTypes.DoubleType, true, "EUR")
                .add("partition_date", DataTypes.DateType, false);

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
    void reportsOtherPartitions() {
        assertThat(between(PRICES, PRICES.schema(), List.of("id", "partition_date"))
                        .differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("it is partitioned by [id, partition_date], the spec says [partition_date]");
    }

    @Test
    void reportsMissingPartitions() {
        assertThat(between(PRICES, PRICES.schema(), List.of()).differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("it is partitioned by [], the spec says [partition_date]");
    }

    @Test
    void reportsPartitionsInAnotherOrder() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "prices")
                .addFields(ID, PRICE, DATE)
                .addPartitionFields(DATE, ID)
                .build();

        assertThat(between(spec, spec.schema(), List.of("id", "partition_date")).differences())
                .extracting(SchemaDiff.Difference::text)
                .containsExactly("it is partitioned by [id, partition_date], the spec says [partition_date, id]");
    }

    @Test
    void reportsEveryDifferenceAtOnceOnOneLine() {
        StructType live = new StructType()
                .add("rank", DataTypes.IntegerType)
                .add("price", DataTypes.StringType)
                .add("partition_date", DataTypes.DateType);

        assertThat(between(PRICES, live, List.of()))
                .hasToString("column id string not null is missing; column price is string, the spec says double;"
                        + " column partition_date is nullable, the spec says not null;"
                        + " column rank is not in the spec;"
                        + " it is partitioned by [], the spec says [partition_date]");
    }

    @Test
    void isNotEmptyWhenThereIsADifference() {
        assertThat(between(PRICES, PRICES.schema(), List.of()).isEmpty()).isFalse();
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

    @Test
    void onlyWhatTouchesNoRowIsSafe() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "returns")
                .addFields(Field.bigint("was_required"), Field.string("new_optional"))
                .build();
        StructType live = new StructType().add("was_required", DataTypes.LongType, false);

        assertThat(between(spec, live, List.of()).isSafe()).isTrue();
        assertThat(between(spec, live.add("surplus", DataTypes.LongType), List.of())
                        .isSafe())
                .isFalse();
    }

    @Test
    void reportsCommentsAndPropertiesAsSafe() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "returns")
                .comment("gains")
                .addFields(ID, PRICE)
                .addProperties(TableProperty.text("owner", "who to ask").of("data"), ROW_GROUP.of(65_536L))
                .build();
        StructType live =
                new StructType().add("id", DataTypes.StringType, false).add("price", DataTypes.DoubleType, true, "EUR");

        SchemaDiff diff = SchemaDiff.between(
                spec,
                new TableDescription("losses", live, List.of(), List.of(), Map.of("owner", "ops", "theirs", "1")));

        assertThat(diff.differences())
                .extracting(SchemaDiff.Difference::kind, SchemaDiff.Difference::text, SchemaDiff.Difference::isSafe)
                .containsExactly(
                        tuple(
                                SchemaDiff.Kind.COMMENT,
                                "the comment of column id is '', the spec says 'CoinGecko id'",
                                true),
                        tuple(
                                SchemaDiff.Kind.COMMENT,
                                "the comment of column price is 'EUR', the spec says 'USD'",
                                true),
                        tuple(SchemaDiff.Kind.COMMENT, "its comment is 'losses', the spec says 'gains'", true),
                        tuple(SchemaDiff.Kind.PROPERTY, "property owner is ops, the spec says data", true),
                        tuple(
                                SchemaDiff.Kind.PROPERTY,
                                "property parquet.block.size is not set, the spec says 65536",
                                true));
        assertThat(diff.structural().isEmpty()).isTrue();
    }

    @Test
    void isEmptyForTheTableOfTheSpec() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "returns")
                .comment("gains")
                .addFields(ID, PRICE)
                .addClusteringFields(ID)
                .addProperties(ROW_GROUP.of(65_536L))
                .build();

        assertThat(SchemaDiff.between(
                                spec,
                                new TableDescription(
                                        "gains",
                                        spec.schema(),
                                        List.of(),
                                        List.of("id"),
                                        Map.of("parquet.block.size", "65536")))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void reportsOtherClusteringAsUnsafe() {
        SchemaDiff diff = SchemaDiff.between(
                PRICES, new TableDescription("", PRICES.schema(), List.of("partition_date"), List.of("id"), Map.of()));

        assertThat(diff.differences())
                .containsExactly(new SchemaDiff.Difference(
                        SchemaDiff.Kind.CLUSTERING, "it is clustered by [id], the spec says []", false));
    }
}
