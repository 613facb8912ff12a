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

import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

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
    void isNamedByLayerAndName() {
        assertThat(PRICES.name()).isEqualTo(new TableName(Layer.SILVER, "prices"));
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
                        + " properties=[], rowsMayMove=false, retention=PT168H, comment=}");
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
