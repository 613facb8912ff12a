package io.lakehouse.delta.any;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.any.TableVariant.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a table itself computes from instants means what it means in the session of the caller. */
@ExtendWith(LakehouseFixture.class)
class ZonedTablesIT {

    private static final String COLUMNS = "id BIGINT, name STRING, day DATE, at TIMESTAMP";
    private static final String INSERT = "INSERT INTO $ (id, name, day, at) SELECT id, concat('n', id),"
            + " date_add(DATE'2025-03-01', CAST(id % 3 AS INT)),"
            + " timestampadd(HOUR, CAST(id % 3 AS INT) * 5, TIMESTAMP'2025-03-08 20:30:00') FROM range(0, 30)";

    private static final Step PARTITIONED =
            TableVariant.sql("CREATE TABLE $ (" + COLUMNS + ") USING delta PARTITIONED BY (at)");

    private static Lakehouse in(String zone, Lakehouse lake) {
        SparkSession session = lake.spark().cloneSession();
        session.conf().set("spark.sql.session.timeZone", zone);
        return Lakehouse.on(session, lake.warehouse());
    }

    private static TableVariant of(String name, Step create, String... more) {
        List<Step> steps = new ArrayList<>(List.of(create, TableVariant.sql(INSERT)));
        Arrays.stream(more).map(TableVariant::sql).forEach(steps::add);
        return new TableVariant(name, steps, "id", "name", "day", List.of(), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"America/New_York", "Pacific/Apia"})
    void generatesDaysAsTheCallerDoes(String zone, Lakehouse lake) {
        Step create = (spark, path) -> DeltaTable.create(spark)
                .location(path.replace("file:///", "file:/"))
                .addColumn("id", "bigint")
                .addColumn("name", "string")
                .addColumn("day", "date")
                .addColumn("at", "timestamp")
                .addColumn(DeltaTable.columnBuilder(spark, "at_day")
                        .dataType("date")
                        .generatedAlwaysAs("CAST(at AS DATE)")
                        .build())
                .partitionedBy("at_day")
                .execute();
        AllVerbs.of(of("generated", create).filling("at_day"), in(zone, lake));
    }

    @ParameterizedTest
    @ValueSource(strings = {"America/New_York", "Asia/Kolkata"})
    void checksRowsAsTheCallerDoes(String zone, Lakehouse lake) {
        Step create = TableVariant.sql("CREATE TABLE $ (" + COLUMNS + ") USING delta");
        String check = "ALTER TABLE $ ADD CONSTRAINT evening CHECK (at >= TIMESTAMP'2025-03-08 20:00:00')";
        AllVerbs.of(of("checked", create, check), in(zone, lake));
    }

    /** The log has these instants without a zone before Delta 3.2. */
    @Test
    void partitionsByInstantsWithoutZoneAsTheCallerDoes(Lakehouse lake) {
        Lakehouse theirs = in("America/New_York", lake);
        theirs.spark().conf().set("spark.databricks.delta.write.utcTimestampPartitionValues", "false");
        AllVerbs.of(of("partitioned", PARTITIONED), theirs);
    }

    /** Delta's own commands move such instants by the offset of the zone each time that they rewrite them. */
    @Test
    void keepsInstantsWithAZoneWhateverTheZone(Lakehouse lake) {
        String path = lake.warehouse().path("at").uri();
        of("partitioned", PARTITIONED).create(lake.spark(), path);
        Lakehouse theirs = in("America/New_York", lake);
        LakehouseTable table =
                theirs.adopt(TableLocation.of(path)).keyedBy("id").open();
        List<String> before = instants(lake.spark(), path);

        Dataset<Row> read = table.read();
        table.upsert()
                .execute(read.filter("id between 5 and 12")
                        .withColumn("name", lit("changed"))
                        .unionByName(read.filter("id = 3").withColumn("id", lit(100L))));
        table.delete(table.spec().field("id", FieldType.LONG).is(100L)).execute();
        table.optimize().everything().execute();

        assertThat(instants(lake.spark(), path)).isEqualTo(before);
        assertThat(table.read().filter("name = 'changed'").count()).isEqualTo(8);
    }

    private static List<String> instants(SparkSession spark, String path) {
        return spark.read().format("delta").load(path).selectExpr("concat(id, ' ', at)").collectAsList().stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }
}
