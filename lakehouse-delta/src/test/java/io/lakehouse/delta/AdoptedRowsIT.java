package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.core.table.TableSpec;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What could lose or double rows of tables that the SDK would not have made. */
@ExtendWith(LakehouseFixture.class)
class AdoptedRowsIT {

    private TableLocation location = TableLocation.of("set for each test");
    private String sql = "";

    @BeforeEach
    void choosePlace(Lakehouse lake) {
        location = lake.warehouse().path("raw/rows");
        sql = "delta.`" + location + "`";
    }

    private List<String> rows(Lakehouse lake, String columns) {
        return lake.spark().sql("SELECT " + columns + " FROM " + sql + " ORDER BY 1").collectAsList().stream()
                .map(Row::toString)
                .toList();
    }

    @Test
    void aFilterOnAPartitionOfAnyTypeMatchesItsRowsOnly(Lakehouse lake) {
        lake.spark()
                .sql("CREATE TABLE " + sql + " (id BIGINT, rate DECIMAL(4,2), ratio DOUBLE, flag BOOLEAN) USING delta"
                        + " PARTITIONED BY (rate, ratio, flag)");
        lake.spark()
                .sql("INSERT INTO " + sql + " VALUES (1, 2.5, -0.0D, true), (2, 7.5, 0.5D, false), (3, 9, 1.5D, true)");
        LakehouseTable table = lake.adopt(location).open();
        Field<BigDecimal> rate = table.spec().field("rate", FieldType.decimal(4, 2));
        Field<Double> ratio = table.spec().field("ratio", FieldType.DOUBLE);
        Field<Boolean> flag = table.spec().field("flag", FieldType.BOOLEAN);

        for (RowFilter one : List.of(
                rate.lessThan(new BigDecimal("5")),
                ratio.is(0.0),
                rate.is(new BigDecimal("2.5")).and(flag.is(true)))) {
            assertThat(table.delete(one).plan().rowsToRemove())
                    .as(one.toString())
                    .isEqualTo(1);
            assertThat(table.read(one).count()).as(one.toString()).isEqualTo(1);
        }
        assertThat(table.delete(ratio.atLeast(1.0)).execute().rowsDeleted()).isEqualTo(1);
        assertThat(table.delete(rate.lessThan(new BigDecimal("5"))).execute().rowsDeleted())
                .isEqualTo(1);
        assertThat(rows(lake, "id")).containsExactly("[2]");
    }

    @Test
    void aReplaceRefusesToLoseValuesOfColumnsThatTheSpecDoesNotName(Lakehouse lake) {
        lake.spark().sql("CREATE TABLE " + sql + " (id BIGINT, day DATE, note STRING) USING delta");
        lake.spark().sql("INSERT INTO " + sql + " VALUES (1, DATE'2025-03-01', 'a'), (2, DATE'2025-03-02', NULL)");
        Field<Long> id = Field.bigint("id").optional("");
        Field<LocalDate> day = Field.date("day").optional("");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("raw", "rows")
                .location(location)
                .adopted(true)
                .addFields(id, day)
                .build());

        assertThatThrownBy(() -> table.replace(day.is(LocalDate.parse("2025-03-01")))
                        .execute(lake.spark().sql("SELECT 7L id, DATE'2025-03-01' day")))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("1 rows of the table have values in columns that the spec does not name, [note]");
        table.replace(day.is(LocalDate.parse("2025-03-02")))
                .execute(lake.spark().sql("SELECT 7L id, DATE'2025-03-02' day"));
        assertThat(rows(lake, "id, note")).containsExactly("[1,a]", "[7,null]");
    }

    @Test
    void aDayThatAWriterInAnotherZoneGeneratedDoesNotHideTheKey(Lakehouse lake) {
        SparkSession newYork = lake.spark().newSession();
        newYork.conf().set("spark.sql.session.timeZone", "America/New_York");
        DeltaTable.create(newYork)
                .location(location.uri().replace("file:///", "file:/"))
                .addColumn("id", "bigint")
                .addColumn("at", "timestamp")
                .addColumn("name", "string")
                .addColumn(DeltaTable.columnBuilder(newYork, "at_day")
                        .dataType("date")
                        .generatedAlwaysAs("CAST(at AS DATE)")
                        .build())
                .partitionedBy("at_day")
                .execute();
        newYork.sql("INSERT INTO " + sql + " (id, at, name) VALUES (1, TIMESTAMP'2025-03-01 21:00:00', 'a')");
        LakehouseTable table = lake.adopt(location).keyedBy("id", "at").open();

        table.upsert().execute(lake.spark().sql("SELECT 1L id, TIMESTAMP'2025-03-02 02:00:00' at, 'b' name"));

        assertThat(rows(lake, "id, name")).containsExactly("[1,b]");
    }

    @Test
    void theTableAloneNumbersItsRows(Lakehouse lake) {
        DeltaTable.create(lake.spark())
                .location(location.uri().replace("file:///", "file:/"))
                .addColumn(DeltaTable.columnBuilder(lake.spark(), "id")
                        .dataType("bigint")
                        .generatedAlwaysAsIdentity()
                        .build())
                .addColumn("name", "string")
                .execute();
        lake.spark().sql("INSERT INTO " + sql + " (name) VALUES ('a'), ('b')");
        LakehouseTable table = lake.adopt(location).keyedBy("id").open();

        assertThat(table.upsert()
                        .execute(lake.spark().sql("SELECT max(id) id, 'c' name FROM " + sql))
                        .rowsUpdated())
                .isEqualTo(1);
        assertThatThrownBy(() -> table.upsert().execute(lake.spark().sql("SELECT 700L id, 'new' name")))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("the table alone numbers its rows in [id]");
    }

    @Test
    void aSpecInAnotherCaseSeesPartitions(Lakehouse lake) {
        lake.spark().sql("CREATE TABLE " + sql + " (id BIGINT, DaY DATE) USING delta PARTITIONED BY (DaY)");
        lake.spark().sql("INSERT INTO " + sql + " VALUES (1, DATE'2025-03-01')");
        Field<LocalDate> day = Field.date("day").optional("");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("raw", "rows")
                .location(location)
                .adopted(true)
                .addFields(Field.bigint("ID").optional(""), day)
                .addPartitionFields(day)
                .build());

        assertThat(table.partitionValues(day)).containsExactly(LocalDate.parse("2025-03-01"));
        assertThat(table.changesSince(0).values(day)).containsExactly(LocalDate.parse("2025-03-01"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id BIGINT, n INT NOT NULL | | NOT NULL constraint violated
            id BIGINT, n INT | ALTER TABLE $ ADD CONSTRAINT few CHECK (n < 10) | CHECK constraint few
            """)
    void whatTheTableRequiresHoldsForEveryVerb(String columns, String command, String message, Lakehouse lake) {
        lake.spark().sql("CREATE TABLE " + sql + " (" + columns + ") USING delta");
        if (command != null) {
            lake.spark().sql(command.replace("$", sql));
        }
        lake.spark().sql("INSERT INTO " + sql + " VALUES (1, 1)");
        LakehouseTable table = lake.adopt(location).open();
        LakehouseTable keyed = lake.adopt(location).keyedBy("id").open();
        TableSpec lax = TableSpec.builder()
                .from(keyed.spec())
                .fields(List.of(keyed.spec().field("id")))
                .build();
        String wrong = command == null ? "SELECT 2L id" : "SELECT 2L id, 99 n";

        assertThatThrownBy(() -> (command == null ? lake.table(lax) : keyed)
                        .upsert()
                        .execute(lake.spark().sql(wrong)))
                .hasMessageContaining(message);
        if (command != null) {
            assertThatThrownBy(() -> table.append("a").execute(lake.spark().sql(wrong)))
                    .hasMessageContaining(message);
            assertThatThrownBy(() -> table.replace(
                                    table.spec().field("id", FieldType.LONG).is(2L))
                            .execute(lake.spark().sql(wrong)))
                    .hasMessageContaining(message);
        }
        assertThat(rows(lake, "id, n")).containsExactly("[1,1]");
    }

    @Test
    void convergeDoesNotCreateAnAdoptedTable(Lakehouse lake) {
        TableSpec spec = TableSpec.builder()
                .name("raw", "rows")
                .location(location)
                .adopted(true)
                .addFields(Field.bigint("id").optional(""))
                .build();

        assertThatThrownBy(() -> lake.converge(spec).execute()).isExactlyInstanceOf(UnknownTableException.class);
    }

    @Test
    void aTableClusteredByAColumnInsideAStructIsOpened(Lakehouse lake) {
        lake.spark().sql("CREATE TABLE " + sql + " (id BIGINT, s STRUCT<a: INT>) USING delta CLUSTER BY (s.a)");
        lake.spark().sql("INSERT INTO " + sql + " VALUES (1, named_struct('a', 1))");

        assertThat(lake.adopt("delta.`" + location + "`").open().health().rows())
                .isEqualTo(1);
    }

    @Test
    void aKeyIsCheckedOnlyIfThereIsOne(Lakehouse lake) {
        lake.spark().sql("CREATE TABLE " + sql + " (id BIGINT) USING delta");

        assertThatThrownBy(() -> lake.adopt(location).checkingKey().open())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot adopt raw.rows: checkingKey() has no key to check. Declare one with keyedBy(...).");
    }
}
