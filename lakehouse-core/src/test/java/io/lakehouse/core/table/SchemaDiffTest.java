package io.lakehouse.core.table;

import static io.lakehouse.core.table.SchemaDiffs.ID;
import static io.lakehouse.core.table.SchemaDiffs.PRICE;
import static io.lakehouse.core.table.SchemaDiffs.PRICES;
import static io.lakehouse.core.table.SchemaDiffs.allBetween;
import static io.lakehouse.core.table.SchemaDiffs.between;
import static io.lakehouse.core.table.SchemaDiffs.ofPrices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Whether a table differs from its spec at all, and whether that is safe to change. */
class SchemaDiffTest {

    private static final TableProperty<Long> ROW_GROUP =
            TableProperty.count("parquet.block.size", 1, 1L << 30, "readers skip row groups");

    @Test
    void isEmptyForTheSchemaOfTheSpec() {
        assertThat(ofPrices(PRICES.schema()).isEmpty()).isTrue();
    }

    @Test
    void saysNothingWhenItIsEmpty() {
        assertThat(ofPrices(PRICES.schema())).hasToString("");
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
    void reportsEveryDifferenceAtOnceOnOneLine() {
        StructType live = new StructType()
                .add("rank", DataTypes.IntegerType)
                .add("price", DataTypes.StringType, true, "USD")
                .add("partition_date", DataTypes.DateType, true, "UTC");

        assertThat(allBetween(PRICES, live, List.of()))
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
    void whatOnlyTheVerbsEnforceIsNotSafeToApply() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "returns")
                .addFields(ID, PRICE)
                .build();
        StructType live = new StructType()
                .add("id", DataTypes.StringType, true, "CoinGecko id")
                .add("price", DataTypes.DoubleType);

        assertThat(allBetween(spec, live, List.of()).unsafe())
                .hasToString("column id is nullable, the spec says not null");
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
}
