package io.lakehouse.delta.feed;

import static io.lakehouse.delta.feed.Customers.rows;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.table.SchemaEvolution;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Columns that a verb does not add or widen, and what it says about them. */
@ExtendWith(LakehouseFixture.class)
class EvolutionRefusalsIT {

    private static final TableSpec CUSTOMERS = TableSpec.builder()
            .from(Customers.CUSTOMERS)
            .evolution(SchemaEvolution.ADD_COLUMNS)
            .build();

    @Test
    void aSpecHasToAllowIt(Lakehouse lake) {
        LakehouseTable table = lake.table(Customers.CUSTOMERS);
        Dataset<Row> wider = rows(lake, "(1, 'Ann', null, 1)").withColumn("phone", lit("555"));

        assertThatThrownBy(() -> table.upsert().evolving().execute(wider))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot upsert into sales.customers with evolving(): its spec does not allow columns to be"
                        + " added. Give it evolution(ADD_COLUMNS).");
    }

    @Test
    void theCallerHasToAskForIt(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);

        assertThatThrownBy(() ->
                        table.upsert().execute(rows(lake, "(1, 'Ann', null, 1)").withColumn("phone", lit("555"))))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessage(
                        "Cannot upsert into sales.customers: the rows do not fit its spec: column phone is not in the"
                                + " spec.");
    }

    @Test
    void aColumnThatDisappearsOrChangesItsTypeIsAnError(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        Dataset<Row> other = rows(lake, "(1, 'Ann', null, 1)")
                .drop("email")
                .withColumn("lsn", lit("one"))
                .withColumn("phone", lit("555"));

        assertThatThrownBy(() -> table.upsert().evolving().execute(other))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessage(
                        "Cannot upsert into sales.customers: the rows do not fit its spec: column lsn is string, the"
                                + " spec says bigint; column email is missing.");
        assertThat(table.state().version()).isZero();
    }

    @Test
    void anAddedColumnKeepsItsType(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().evolving().execute(rows(lake, "(1, 'Ann', null, 1)").withColumn("age", lit(7)));

        assertThatThrownBy(() -> table.upsert()
                        .evolving()
                        .execute(rows(lake, "(1, 'Ann', null, 1)").withColumn("age", lit("seven"))))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessage(
                        "Cannot upsert into sales.customers: the rows do not fit its spec: column age is string, the"
                                + " spec says int.");
    }

    @Test
    void columnsThatDeltaCannotStoreAreRefused(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        Dataset<Row> batch = rows(lake, "(1, 'Ann', null, 1)");

        assertThatThrownBy(() -> table.upsert().evolving().execute(batch.withColumn("nothing", lit(null))))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessage("Cannot upsert into sales.customers: the rows do not fit its spec: column nothing is void,"
                        + " which Delta cannot store.");
        assertThatThrownBy(() -> table.upsert().evolving().execute(batch.withColumn("home phone", lit("555"))))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageStartingWith("Cannot evolve sales.customers: Delta rejects a column: ")
                .hasMessageEndingWith(". Nothing was changed. Rename or cast it in the source.");
        assertThat(table.state().version()).isZero();
    }

    @Test
    void typesAreNotWidenedWhereDeltaCannot(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().execute(rows(lake, "(1, 'Ann', null, 1)"));
        LakehouseTable adopted =
                lake.adopt(TableLocation.of(table.location())).keyedBy("id").open();

        assertThatThrownBy(() -> adopted.upsert()
                        .evolving()
                        .execute(rows(lake, "(1, 'Ann', null, 1)").withColumn("lsn", expr("cast(1 as decimal(30,0))"))))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("column lsn is decimal(30,0), the spec says bigint");
        assertThat(adopted.upsert()
                        .evolving()
                        .execute(rows(lake, "(1, 'Ann', null, 1)").withColumn("vip", lit(true)))
                        .schemaChange()
                        .toString())
                .isEqualTo("column vip boolean added");
    }
}
