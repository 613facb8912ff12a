package io.lakehouse.core.table;

import static io.lakehouse.core.table.SchemaDiffs.DATE;
import static io.lakehouse.core.table.SchemaDiffs.ID;
import static io.lakehouse.core.table.SchemaDiffs.PRICE;
import static io.lakehouse.core.table.SchemaDiffs.PRICES;
import static io.lakehouse.core.table.SchemaDiffs.between;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Partitions and clustering that are not those of the spec. */
class SchemaDiffLayoutTest {

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
    void reportsOtherClusteringAsUnsafe() {
        SchemaDiff diff = SchemaDiff.between(
                PRICES, new TableDescription("", PRICES.schema(), List.of("partition_date"), List.of("id"), Map.of()));

        assertThat(diff.differences())
                .containsExactly(new SchemaDiff.Difference(
                        SchemaDiff.Kind.CLUSTERING, "it is clustered by [id], the spec says []", false));
    }

    @Test
    void theCaseOfPartitionsDoesNotCount() {
        assertThat(between(PRICES, PRICES.schema(), List.of("Partition_DATE")).differences())
                .isEmpty();
    }

    @Test
    void theCaseOfClusteringDoesNotCount() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "prices")
                .addFields(ID, PRICE)
                .addClusteringFields(ID)
                .build();

        assertThat(SchemaDiff.between(spec, new TableDescription("", spec.schema(), List.of(), List.of("ID"), Map.of()))
                        .differences())
                .isEmpty();
    }

    @Test
    void reportsOtherPartitionsOfAnAdoptedTable() {
        TableSpec spec = TableSpec.builder()
                .name("silver", "prices")
                .adopted(true)
                .addFields(ID, PRICE)
                .addPartitionFields(ID)
                .build();

        assertThat(between(spec, spec.schema(), List.of())).hasToString("it is partitioned by [], the spec says [id]");
    }
}
