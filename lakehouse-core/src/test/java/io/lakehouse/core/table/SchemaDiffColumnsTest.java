package io.lakehouse.core.table;

import static io.lakehouse.core.table.SchemaDiffs.ID;
import static io.lakehouse.core.table.SchemaDiffs.PRICES;
import static io.lakehouse.core.table.SchemaDiffs.allBetween;
import static io.lakehouse.core.table.SchemaDiffs.between;
import static io.lakehouse.core.table.SchemaDiffs.ofPrices;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns that are missing, surplus, or of another type or nullability. */
class SchemaDiffColumnsTest {

    private static final TableSpec RETURNS = TableSpec.builder()
            .name("silver", "returns")
            .addFields(Field.struct("roi", Field.float64("times").required("gain"), Field.string("currency")))
            .build();
    private static final Field<List<@Nullable String>> TAGS = Field.array("tags", FieldType.STRING);
    private static final TableSpec ADOPTED = TableSpec.builder()
            .name("silver", "returns")
            .adopted(true)
            .addFields(ID, TAGS)
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
                .add("id", DataTypes.StringType, true, "CoinGecko id")
                .add("price", DataTypes.DoubleType, true, "USD")
                .add("partition_date", DataTypes.DateType, false, "UTC");

        assertThat(allBetween(PRICES, live, List.of("partition_date")).differences())
                .containsExactly(new SchemaDiff.Difference(
                        SchemaDiff.Kind.NOT_ENFORCED, "column id is nullable, the spec says not null", false));
    }

    @Test
    void aRequiredColumnThatIsNullableIsNotStructural() {
        StructType live = new StructType()
                .add("id", DataTypes.StringType)
                .add("price", DataTypes.DoubleType)
                .add("partition_date", DataTypes.DateType);

        assertThat(ofPrices(live).differences()).isEmpty();
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
    void anOptionalColumnThatIsNotNullIsStructural() {
        StructType live = new StructType()
                .add("id", DataTypes.StringType, false)
                .add("price", DataTypes.DoubleType, false)
                .add("partition_date", DataTypes.DateType, false);

        assertThat(ofPrices(live).differences())
                .containsExactly(new SchemaDiff.Difference(
                        SchemaDiff.Kind.NULLABILITY, "column price is not null, the spec says nullable", true));
    }

    @Test
    @DefaultLocale("tr-TR")
    void theCaseOfColumnsDoesNotCountAlsoInTurkish() {
        StructType live = new StructType()
                .add("ID", DataTypes.StringType, false)
                .add("Price", DataTypes.DoubleType)
                .add("PARTITION_DATE", DataTypes.DateType, false);

        assertThat(ofPrices(live).differences()).isEmpty();
    }

    @Test
    void namesAFieldOfAnotherCaseAsTheSpecDoes() {
        StructType live = new StructType()
                .add("ID", DataTypes.LongType, false)
                .add("price", DataTypes.DoubleType)
                .add("partition_date", DataTypes.DateType, false);

        assertThat(ofPrices(live)).hasToString("column id is bigint, the spec says string");
    }

    @Test
    void namesAnExtraColumnAsTheTableDoes() {
        assertThat(ofPrices(PRICES.schema().add("Rank", DataTypes.IntegerType)))
                .hasToString("column Rank is not in the spec");
    }

    @Test
    void theCaseOfNestedFieldsDoesNotCount() {
        StructType roi =
                new StructType().add("Times", DataTypes.DoubleType, false).add("CURRENCY", DataTypes.StringType);

        assertThat(between(RETURNS, new StructType().add("roi", roi), List.of()).differences())
                .isEmpty();
    }

    @Test
    void keepsExtraColumnsIfTheSpecSaysSo() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "returns")
                .addFields(ID)
                .extraColumns(ExtraColumns.KEEP)
                .build();

        assertThat(allBetween(spec, spec.schema().add("rank", DataTypes.IntegerType, false), List.of())
                        .differences())
                .isEmpty();
    }

    @Test
    void acceptsColumnsThatVerbsMayHaveAdded() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "returns")
                .addFields(ID)
                .evolution(SchemaEvolution.ADD_COLUMNS)
                .build();

        assertThat(allBetween(spec, spec.schema().add("rank", DataTypes.IntegerType), List.of())
                        .differences())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ADD_AND_WIDEN_COLUMNS, SHORT, INT, true",
        "ADD_AND_WIDEN_COLUMNS, INT, SHORT, false",
        "ADD_AND_WIDEN_COLUMNS, INT, BIGINT, false",
        "ADD_COLUMNS, SHORT, INT, false"
    })
    void acceptsTypesThatVerbsMayHaveWidened(SchemaEvolution evolution, String type, String live, boolean isAccepted) {
        TableSpec spec = TableSpec.builder()
                .name("silver", "returns")
                .addFields(Field.from(StructType.fromDDL("rank " + type).apply(0)))
                .evolution(evolution)
                .build();

        assertThat(allBetween(spec, StructType.fromDDL("rank " + live), List.of())
                        .structural()
                        .isEmpty())
                .isEqualTo(isAccepted);
    }

    @Test
    void doesNotAcceptAWidenedKeyOrPartition() {
        Field<Short> region = Field.of("region", FieldType.SHORT).required("code");
        TableSpec.Builder spec = TableSpec.builder();
        spec.name("silver", "returns").addFields(ID, region).evolution(SchemaEvolution.ADD_AND_WIDEN_COLUMNS);
        StructType live = new StructType().add(ID.toStructField()).add("region", DataTypes.IntegerType, false);

        assertThat(allBetween(spec.addKeyFields(region).build(), live, List.of())
                        .structural()
                        .differences())
                .extracting(SchemaDiff.Difference::kind)
                .containsExactly(SchemaDiff.Kind.TYPE);
    }

    @Test
    void keepsExtraColumnsOfAnAdoptedTable() {
        assertThat(allBetween(ADOPTED, ADOPTED.schema().add("rank", DataTypes.IntegerType, false), List.of())
                        .differences())
                .isEmpty();
    }

    @Test
    void refusesExtraColumnsOfAnAdoptedTableIfTheSpecSaysSo() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "returns")
                .adopted(true)
                .addFields(ID)
                .extraColumns(ExtraColumns.REFUSE)
                .build();

        assertThat(allBetween(spec, spec.schema().add("rank", DataTypes.IntegerType), List.of())
                        .differences())
                .containsExactly(
                        new SchemaDiff.Difference(SchemaDiff.Kind.EXTRA, "column rank is not in the spec", false));
    }

    @Test
    void keepsExtraColumnsButReportsTheOthers() {
        StructType live = new StructType().add("rank", DataTypes.IntegerType).add("id", DataTypes.LongType, false);

        assertThat(between(ADOPTED, live, List.of()))
                .hasToString("column id is bigint, the spec says string; column tags array<string> is missing");
    }

    @Test
    void theNullabilityInsideListsDoesNotCountInAnAdoptedTable() {
        StructType live = new StructType()
                .add("id", DataTypes.StringType, false, "CoinGecko id")
                .add("tags", DataTypes.createArrayType(DataTypes.StringType, false));

        assertThat(allBetween(ADOPTED, live, List.of()).differences()).isEmpty();
    }

    @Test
    void reportsTheNullabilityInsideLists() {
        TableSpec spec =
                TableSpec.builder().name("silver", "returns").addFields(TAGS).build();
        StructType live = new StructType().add("tags", DataTypes.createArrayType(DataTypes.StringType, false));

        assertThat(between(spec, live, List.of()))
                .hasToString("column tags is array<string not null>, the spec says array<string>");
    }

    @Test
    void findsTheTypesOfFieldsWithoutRegardToCase() {
        assertThat(SchemaDiff.typesOf(List.of(ID), new StructType().add("ID", DataTypes.StringType))
                        .differences())
                .isEmpty();
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

        assertThat(allBetween(spec, new StructType().add("n", DataTypes.StringType, true, "count"), List.of()))
                .hasToString("column n is string, the spec says bigint; column n is nullable, the spec says not null");
    }
}
