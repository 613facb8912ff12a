package io.lakehouse.core.table;

import static io.lakehouse.core.table.PriceSpecs.AMOUNTS;
import static io.lakehouse.core.table.PriceSpecs.DATE;
import static io.lakehouse.core.table.PriceSpecs.ID;
import static io.lakehouse.core.table.PriceSpecs.SYMBOL;
import static io.lakehouse.core.table.PriceSpecs.clustered;
import static io.lakehouse.core.table.PriceSpecs.prices;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdoptedTableSpecTest {

    @Test
    void anAdoptedTableMayHavePartitionFieldsOfAnyType() {
        Field<Boolean> flag = Field.bool("flag");
        Field<BigDecimal> amount = Field.decimal("amount", 5, 2);
        Field<Instant> booked = Field.timestamp("booked");

        assertThat(prices().adopted(true)
                        .addFields(flag, amount, booked)
                        .addPartitionFields(flag, amount, booked)
                        .build()
                        .partitionFields())
                .containsExactly(DATE, flag, amount, booked);
    }

    @Test
    void theRowsOfAnAdoptedTableMayMoveWithoutSayingSo() {
        assertThat(prices().adopted(true).addPartitionFields(SYMBOL).build().partitionFields())
                .containsExactly(DATE, SYMBOL);
    }

    @Test
    void anAdoptedTableMayBePartitionedByEveryField() {
        assertThat(TableSpec.builder()
                        .name("gold", "coins")
                        .adopted(true)
                        .addFields(ID)
                        .addPartitionFields(ID)
                        .build()
                        .partitionFields())
                .containsExactly(ID);
    }

    @Test
    void anAdoptedTableMayBeOrderedByFieldsWithoutStatistics() {
        Field<Boolean> flag = Field.bool("flag");

        assertThat(prices().adopted(true)
                        .addFields(flag)
                        .addAllFields(AMOUNTS)
                        .addZorderFields(flag, AMOUNTS.get(39))
                        .build()
                        .orderFields())
                .containsExactly(SYMBOL, ID, flag, AMOUNTS.get(39));
    }

    @Test
    void anAdoptedTableMayBeClusteredByFieldsWithoutStatistics() {
        Field<Boolean> flag = Field.bool("flag");

        assertThat(clustered(flag, AMOUNTS.get(39))
                        .adopted(true)
                        .addFields(flag)
                        .addAllFields(AMOUNTS)
                        .build()
                        .orderFields())
                .containsExactly(flag, AMOUNTS.get(39));
    }

    @Test
    void anAdoptedTableMayHoldRequiredFieldsInsideLists() {
        Field<?> nested = Field.array("nested", FieldType.struct(List.of(ID)));

        assertThat(prices().adopted(true).addFields(nested).build().fields()).endsWith(nested);
    }

    @Test
    void anAdoptedTableMayHaveNoKnownFields() {
        assertThat(TableSpec.builder()
                        .name("gold", "coins")
                        .adopted(true)
                        .build()
                        .fields())
                .isEmpty();
    }

    @Test
    void isNotAdoptedByDefault() {
        assertThat(prices().build().adopted()).isFalse();
    }

    @Test
    void refusesExtraColumnsByDefault() {
        assertThat(prices().build().extraColumns()).isEqualTo(ExtraColumns.REFUSE);
    }

    @Test
    void keepsExtraColumnsOfAnAdoptedTableByDefault() {
        assertThat(prices().adopted(true).build().extraColumns()).isEqualTo(ExtraColumns.KEEP);
    }

    @Test
    void refusesExtraColumnsOfAnAdoptedTableWhenSaidSo() {
        assertThat(prices().adopted(true)
                        .extraColumns(ExtraColumns.REFUSE)
                        .build()
                        .extraColumns())
                .isEqualTo(ExtraColumns.REFUSE);
    }
}
