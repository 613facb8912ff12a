package io.lakehouse.delta.feed;

import static io.lakehouse.delta.feed.Customers.CUSTOMERS;
import static io.lakehouse.delta.feed.Customers.EMAIL;
import static io.lakehouse.delta.feed.Customers.ID;
import static io.lakehouse.delta.feed.Customers.LSN;
import static io.lakehouse.delta.feed.Customers.NAME;
import static io.lakehouse.delta.feed.Customers.OP;
import static io.lakehouse.delta.feed.Customers.contents;
import static io.lakehouse.delta.feed.Customers.events;
import static io.lakehouse.delta.feed.Customers.rows;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.DeltaSettings;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that must not be written are passed on, with the reasons, and the others are written. */
@ExtendWith(LakehouseFixture.class)
class QuarantineIT {

    private static final TableSpec RULED = TableSpec.builder()
            .from(CUSTOMERS)
            .addQualityRules(QualityRule.quarantine("has_at", EMAIL.col().contains("@"), "an address has an @"))
            .build();

    private final List<String> refused = new ArrayList<>();

    private void take(Dataset<Row> rows) {
        refused.addAll(texts(rows));
        refused.sort(null);
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.withColumn("_reasons", concat_ws("; ", col("_reasons"))).collectAsList().stream()
                .map(row -> row.mkString(" "))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8m", "0"})
    void passesOnWhatMustNotBeWritten(String oneTaskBytes, Lakehouse shared, @TempDir Path folder) {
        SparkSession spark = shared.spark().newSession();
        spark.conf().set(DeltaSettings.ONE_TASK_BYTES.key(), oneTaskBytes);
        Lakehouse lake = Lakehouse.on(spark, Warehouse.at(folder));
        LakehouseTable table = lake.table(RULED);
        table.upsert().execute(rows(lake, "(1, 'Ann', 'ann@x', 1)"));

        UpsertResult result = table.upsert()
                .quarantining(this::take)
                .execute(rows(
                        lake,
                        "(1, 'Anna', 'ann@x', 2)",
                        "(2, 'Bob', 'bob', 1)",
                        "(3, null, 'eve', 1)",
                        "(null, 'Max', 'max@x', 1)",
                        "(4, 'Zoe', 'zoe@x', 1)"));

        assertThat(refused)
                .containsExactly(
                        "2 Bob bob 1 has_at", "3 null eve 1 name is missing; has_at", "null Max max@x 1 id is missing");
        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated, UpsertResult::rowsQuarantined)
                .containsExactly(1L, 1L, 3L);
        assertThat(contents(table)).containsExactly("1 Anna ann@x 2", "4 Zoe zoe@x 1");
    }

    @Test
    void judgesAPartialEventByTheRowThatItWouldLeave(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().execute(rows(lake, "(1, 'Ann', null, 1)"));

        UpsertResult result = table.upsert()
                .latestBy(LSN)
                .keepingOldWhereNull(NAME, EMAIL)
                .quarantining(this::take)
                .execute(rows(lake, "(1, null, 'ann@x', 2)", "(2, null, 'bob@x', 1)", "(2, null, 'bob@y', 2)"));

        assertThat(refused).containsExactly("2 null bob@x 1 name is missing", "2 null bob@y 2 name is missing");
        assertThat(result.rowsUpdated()).isEqualTo(1);
        assertThat(result.rowsQuarantined()).isEqualTo(2);
        assertThat(contents(table)).containsExactly("1 Ann ann@x 2");
    }

    @Test
    void judgesADeleteByItsKeyAndOrder(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().execute(rows(lake, "(1, 'Ann', null, 1)", "(2, 'Bob', null, 1)"));

        table.upsert()
                .latestBy(LSN)
                .deletingWhere(OP.is("d"))
                .quarantining(this::take)
                .execute(events(lake, "('d', 1, null, null, 2)", "('d', 2, null, null, null)"));

        assertThat(refused).containsExactly("2 null null null lsn is missing");
        assertThat(contents(table)).containsExactly("2 Bob null 1");
    }

    @Test
    void aTableCanTakeThem(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        LakehouseTable quarantine = lake.table(TableSpec.builder()
                .name("sales", "refused_customers")
                .addFields(
                        Field.bigint("id"),
                        Field.string("name"),
                        EMAIL,
                        Field.bigint("lsn"),
                        Field.array("_reasons", FieldType.STRING))
                .build());
        Dataset<Row> batch = rows(lake, "(1, null, null, 1)", "(2, 'Bob', null, 1)");

        for (int run = 0; run < 2; run++) {
            table.upsert()
                    .quarantining(rows -> quarantine.append("batch 1").execute(rows))
                    .execute(batch);
        }

        assertThat(texts(quarantine.read())).containsExactly("1 null null 1 name is missing");
        assertThat(contents(table)).containsExactly("2 Bob null 1");
    }

    @Test
    void nothingIsPassedOnIfNothingIsRefused(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);

        UpsertResult result = table.upsert()
                .quarantining(rows -> {
                    throw new AssertionError("there are no such rows");
                })
                .execute(rows(lake, "(1, 'Ann', null, 1)"));

        assertThat(result.rowsInserted()).isEqualTo(1);
    }

    @Test
    void aRuleThatFailsTheVerbStillDoes(Lakehouse lake) {
        LakehouseTable table = lake.table(TableSpec.builder()
                .from(CUSTOMERS)
                .addQualityRules(QualityRule.fail("is_positive", ID.col().gt(0), "a negative id is a broken export"))
                .build());

        assertThatThrownBy(() -> table.upsert()
                        .quarantining(this::take)
                        .execute(rows(lake, "(-1, 'Ann', null, 1)", "(2, null, null, 1)")))
                .isExactlyInstanceOf(RuleViolationException.class)
                .hasMessage("Cannot upsert into sales.customers: 1 rows violate is_positive (a negative id is a broken"
                        + " export). Nothing was written. Fix the source of the rows, then run it again.");
        assertThat(refused).isEmpty();
    }

    @Test
    void aPlanPassesNothingOn(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);

        WritePlan plan =
                table.upsert().quarantining(this::take).plan(rows(lake, "(1, null, null, 1)", "(2, 'Bob', null, 1)"));

        assertThat(plan.rowsToWrite()).isEqualTo(1);
        assertThat(refused).isEmpty();
    }

    @Test
    void aPlanLeavesRefusedPartialEventsOut(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);
        table.upsert().execute(rows(lake, "(1, 'Ann', null, 1)"));

        WritePlan plan = table.upsert()
                .keepingOldWhereNull(NAME, EMAIL)
                .quarantining(this::take)
                .plan(rows(lake, "(1, null, 'ann@x', 2)", "(2, null, 'bob@x', 1)"));

        assertThat(plan)
                .extracting(WritePlan::rowsToWrite, WritePlan::rowsToRemove)
                .containsExactly(1L, 1L);
        assertThat(refused).isEmpty();
    }

    @Test
    void aSnapshotMustNotLackRefusedRows(Lakehouse lake) {
        LakehouseTable table = lake.table(CUSTOMERS);

        assertThatThrownBy(() -> table.upsert().deletingOthers().quarantining(this::take))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deletingOthers()")
                .hasMessageContaining("quarantining(...)");
    }
}
