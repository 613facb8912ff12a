package io.lakehouse.core.table;

import static io.lakehouse.core.table.PriceSpecs.AMOUNTS;
import static io.lakehouse.core.table.PriceSpecs.DATE;
import static io.lakehouse.core.table.PriceSpecs.ID;
import static io.lakehouse.core.table.PriceSpecs.LAST_UPDATED;
import static io.lakehouse.core.table.PriceSpecs.MONTH;
import static io.lakehouse.core.table.PriceSpecs.SYMBOL;
import static io.lakehouse.core.table.PriceSpecs.clustered;
import static io.lakehouse.core.table.PriceSpecs.prices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;

/** What a valid spec says of its table. */
class TableSpecTest {

    private static final TableSpec PRICES = prices().build();

    @Test
    void takesTheLastFieldThatHasStatistics() {
        TableSpec spec =
                prices().addAllFields(AMOUNTS).addZorderFields(AMOUNTS.get(28)).build();

        assertThat(spec.zorderFields()).containsExactly(SYMBOL, ID, AMOUNTS.get(28));
    }

    @Test
    void theNameOfAColumnIsNoSecret() {
        PropertyValue filter = TableProperty.flag("parquet.bloom.filter.enabled#token_address", "lookups")
                .of(true);

        assertThat(prices().addProperties(filter).build().properties()).containsExactly(filter);
    }

    @Test
    void takesFourClusteringFields() {
        assertThat(clustered(ID, SYMBOL, LAST_UPDATED, AMOUNTS.get(0))
                        .addFields(AMOUNTS.get(0))
                        .build()
                        .clusteringFields())
                .containsExactly(ID, SYMBOL, LAST_UPDATED, AMOUNTS.get(0));
    }

    @Test
    void aPartitionMayBeFreeOfTheKeyWhenRowsMayMove() {
        TableSpec spec = prices().addPartitionFields(SYMBOL)
                .zorderFields(List.of())
                .rowsMayMove(true)
                .build();

        assertThat(spec.partitionFields()).containsExactly(DATE, SYMBOL);
        assertThat(spec.isImpliedByKey(SYMBOL)).isFalse();
    }

    @Test
    void keepsTheOrderOfItsFields() {
        assertThat(PRICES.fields()).containsExactly(ID, SYMBOL, LAST_UPDATED, DATE);
    }

    @Test
    void keepsTheOrderOfItsKey() {
        assertThat(PRICES.keyFields()).containsExactly(ID, LAST_UPDATED);
    }

    @Test
    void keepsTheOrderOfItsZorderFields() {
        assertThat(PRICES.zorderFields()).containsExactly(SYMBOL, ID);
    }

    @Test
    void isNamedBySchemaAndName() {
        assertThat(PRICES.name()).isEqualTo(new TableName("silver", "prices"));
    }

    @Test
    void takesAnySchemaAndName() {
        assertThat(TableSpec.builder()
                        .name("Sales EU", "orders.v2")
                        .addFields(ID)
                        .build()
                        .name())
                .isEqualTo(new TableName("Sales EU", "orders.v2"));
    }

    @Test
    void hasNoLocationByDefault() {
        assertThat(PRICES.location()).isEmpty();
    }

    @Test
    void takesALocation() {
        assertThat(prices().at("s3a://bucket/prices/").build().location())
                .contains(new TableLocation("s3a://bucket/prices"));
    }

    @Test
    void findsAFieldByItsName() {
        assertThat(PRICES.field("last_updated")).isSameAs(LAST_UPDATED);
    }

    @Test
    @DefaultLocale("tr-TR")
    void findsAFieldInUpperCaseAlsoInTurkish() {
        assertThat(PRICES.field("ID")).isSameAs(ID);
    }

    @Test
    void refusesToFindAFieldThatItLacks() {
        assertThatThrownBy(() -> PRICES.field("rank"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown field rank of silver.prices: it has [id, symbol, last_updated, partition_date].");
    }

    @Test
    void findsAFieldWithItsType() {
        Field<Instant> found = PRICES.field("Last_Updated", FieldType.TIMESTAMP);

        assertThat(found).isSameAs(LAST_UPDATED);
    }

    @Test
    void refusesToFindAFieldOfAnotherType() {
        assertThatThrownBy(() -> PRICES.field("ID", FieldType.INTEGER))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid type int for field ID of silver.prices: it is a string.");
    }

    @Test
    void refusesToFindAFieldThatItLacksWithAType() {
        assertThatThrownBy(() -> PRICES.field("rank", FieldType.INTEGER))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown field rank of silver.prices: it has [id, symbol, last_updated, partition_date].");
    }

    @Test
    void findsAFieldByATypeOfAnotherNullabilityInside() {
        Field<RowValues> roi = Field.struct("roi", Field.float64("times").required("gain"));
        TableSpec spec =
                TableSpec.builder().name("silver", "returns").addFields(roi).build();

        assertThat(spec.field("roi", FieldType.struct(List.of(Field.float64("times")))))
                .isSameAs(roi);
    }

    @Test
    void aDerivationMayReadItsSourceInUpperCase() {
        Field<LocalDate> day =
                Field.date("day").derivedFrom(LAST_UPDATED, at -> functions.to_date(functions.col("LAST_UPDATED")));

        assertThat(prices().addFields(day).build().fields()).endsWith(day);
    }

    @Test
    void aQualityRuleMayReadFieldsInUpperCase() {
        QualityRule named = QualityRule.fail("is_named", functions.expr("SYMBOL <> Id"), "no use");

        assertThat(prices().addQualityRules(named).build().qualityRules()).containsExactly(named);
    }

    @Test
    void givesItsFieldsAsASparkSchema() {
        assertThat(PRICES.schema())
                .isEqualTo(new StructType()
                        .add("id", DataTypes.StringType, false, "CoinGecko id")
                        .add("symbol", DataTypes.StringType, true, "ticker")
                        .add("last_updated", DataTypes.TimestampType, false, "UTC")
                        .add("partition_date", DataTypes.DateType, false, "derived from last_updated"));
    }

    @Test
    void keepsRemovedFilesFor7DaysByDefault() {
        assertThat(PRICES.retention()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void takesARetentionOfZero() {
        assertThat(prices().retention(Duration.ZERO).build().retention()).isZero();
    }

    @Test
    void hasNoCommentByDefault() {
        assertThat(PRICES.comment()).isEmpty();
    }

    @Test
    void isKeyedWithAKey() {
        assertThat(PRICES.isKeyed()).isTrue();
    }

    @Test
    void isPartitionedWithAPartitionField() {
        assertThat(PRICES.isPartitioned()).isTrue();
    }

    @Test
    void isNotKeyedWithoutAKey() {
        assertThat(TableSpec.builder()
                        .name("bronze", "raw")
                        .addFields(SYMBOL)
                        .build()
                        .isKeyed())
                .isFalse();
    }

    @Test
    void isNotPartitionedWithoutAPartitionField() {
        assertThat(TableSpec.builder()
                        .name("bronze", "raw")
                        .addFields(SYMBOL)
                        .build()
                        .isPartitioned())
                .isFalse();
    }

    @Test
    void isWrittenWithAllItsParts() {
        assertThat(PRICES)
                .hasToString("TableSpec{name=silver.prices, fields=[id string not null, symbol string,"
                        + " last_updated timestamp not null, partition_date date not null],"
                        + " keyFields=[id string not null, last_updated timestamp not null],"
                        + " partitionFields=[partition_date date not null],"
                        + " zorderFields=[symbol string, id string not null], clusteringFields=[], qualityRules=[],"
                        + " properties=[], rowsMayMove=false, adopted=false,"
                        + " extraColumns=REFUSE, evolution=NONE, retention=PT168H, comment=}");
    }

    @Test
    void keyFieldIsImpliedByTheKey() {
        assertThat(PRICES.isImpliedByKey(LAST_UPDATED)).isTrue();
    }

    @Test
    void fieldDerivedFromAKeyFieldIsImpliedByTheKey() {
        assertThat(PRICES.isImpliedByKey(DATE)).isTrue();
    }

    @Test
    void fieldDerivedInTwoStepsFromAKeyFieldIsImpliedByTheKey() {
        assertThat(PRICES.isImpliedByKey(MONTH)).isTrue();
    }

    @Test
    void otherFieldIsNotImpliedByTheKey() {
        assertThat(PRICES.isImpliedByKey(SYMBOL)).isFalse();
    }

    @Test
    void fieldDerivedFromAnotherFieldIsNotImpliedByTheKey() {
        assertThat(PRICES.isImpliedByKey(Field.string("initial").derivedFrom(SYMBOL, functions::upper)))
                .isFalse();
    }

    @Test
    void nothingIsImpliedWithoutAKey() {
        TableSpec raw = TableSpec.builder()
                .name("bronze", "raw")
                .addFields(LAST_UPDATED, DATE)
                .addPartitionFields(DATE)
                .build();

        assertThat(raw.isImpliedByKey(DATE)).isFalse();
    }

    @Test
    void takesAPartitionFieldOfTheKey() {
        TableSpec spec = TableSpec.builder()
                .name("gold", "coins")
                .addFields(ID, SYMBOL)
                .addKeyFields(ID)
                .addPartitionFields(ID)
                .build();

        assertThat(spec.partitionFields()).containsExactly(ID);
    }

    @Test
    void takesAnyPartitionFieldWithoutAKey() {
        TableSpec spec = TableSpec.builder()
                .name("bronze", "raw")
                .addFields(ID, SYMBOL)
                .addPartitionFields(SYMBOL)
                .build();

        assertThat(spec.partitionFields()).containsExactly(SYMBOL);
    }
}
