package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PRICE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LakehouseFixture.class)
class TableCreationIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final List<Field<?>> GIVEN = List.of(ID, LAST_UPDATED, PRICE);

    private static Row detail(Lakehouse lake, LakehouseTable table, String... columns) {
        return lake.spark()
                .sql("describe detail delta.`" + table.location() + "`")
                .selectExpr(columns)
                .first();
    }

    private static TableSpec.Builder unpartitioned() {
        return TableSpec.builder().name("silver", "flat").addAllFields(GIVEN).addKeyFields(ID, LAST_UPDATED);
    }

    @Test
    void createsAClusteredTable(Lakehouse lake) {
        TableSpec spec = unpartitioned().addClusteringFields(ID).build();

        LakehouseTable table = lake.table(spec);

        Row detail = detail(lake, table, "clusteringColumns", "minReaderVersion", "tableFeatures");
        assertThat(detail.<String>getList(0)).containsExactly("id");
        assertThat(detail.getInt(1)).isEqualTo(1);
        assertThat(detail.<String>getList(2)).contains("clustering", "domainMetadata");
    }

    @Test
    void aClusteredTableIsOpenedAgainAndWrittenTo(Lakehouse lake) {
        TableSpec spec = unpartitioned().addClusteringFields(ID).build();
        lake.table(spec);

        LakehouseTable table = lake.table(spec);
        table.upsert()
                .execute(RowValues.toDataset(
                        lake.spark(),
                        GIVEN,
                        List.of(RowValues.of(GIVEN)
                                .set(ID, "btc")
                                .set(LAST_UPDATED, Instant.parse(NOON))
                                .set(PRICE, BigDecimal.ONE))));

        assertThat(contents(table)).containsExactly("btc " + NOON + " 1");
        assertThat(table.state().version()).isEqualTo(1);
    }

    @Test
    void refusesATableThatIsClusteredOtherwise(Lakehouse lake) {
        lake.table(unpartitioned().addClusteringFields(ID).build());

        assertThatThrownBy(() -> lake.table(
                        unpartitioned().addClusteringFields(LAST_UPDATED).build()))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("it is clustered by [id], the spec says [last_updated]");
    }

    @Test
    void storesTypedProperties(Lakehouse lake) {
        TableSpec spec = TableSpec.builder()
                .from(PRICES)
                .addProperties(
                        DeltaProperties.CHECKPOINT_INTERVAL.of(20L),
                        DeltaProperties.LOG_RETENTION.of(Duration.ofDays(60)),
                        DeltaProperties.bloomFilter(PRICE).of(true))
                .build();

        assertThat(detail(lake, lake.table(spec), "properties").<String, String>getJavaMap(0))
                .isEqualTo(Map.of(
                        "delta.checkpointInterval", "20",
                        "delta.logRetentionDuration", "interval 1440 hours",
                        "parquet.bloom.filter.enabled#price", "true",
                        "delta.deletedFileRetentionDuration", "interval 168 hours",
                        "parquet.page.row.count.limit", "1000"));
    }

    @Test
    void theLogRemembersAsLongAsFilesAreKept(Lakehouse lake) {
        TableSpec spec =
                TableSpec.builder().from(PRICES).retention(Duration.ofDays(40)).build();

        assertThat(detail(lake, lake.table(spec), "properties").<String, String>getJavaMap(0))
                .isEqualTo(Map.of(
                        "delta.deletedFileRetentionDuration", "interval 960 hours",
                        "delta.logRetentionDuration", "interval 960 hours",
                        "parquet.page.row.count.limit", "1000"));
    }

    @Test
    void rowGroupsHaveTheSizeOfTheProperty(Lakehouse lake) throws IOException {
        TableSpec small = unpartitioned()
                .addProperties(DeltaProperties.ROW_GROUP_BYTES.of(64L << 10))
                .build();

        assertThat(rowGroups(lake, small)).isGreaterThan(1);
    }

    @Test
    void rowGroupsAreLargeWithoutTheProperty(Lakehouse lake) throws IOException {
        assertThat(rowGroups(lake, unpartitioned().build())).isEqualTo(1);
    }

    private static int rowGroups(Lakehouse lake, TableSpec spec) throws IOException {
        LakehouseTable table = lake.table(spec);
        List<RowValues> many = IntStream.range(0, 20_000)
                .mapToObj(index -> RowValues.of(GIVEN)
                        .set(ID, "coin " + index * 7919L)
                        .set(LAST_UPDATED, Instant.parse(NOON))
                        .set(PRICE, BigDecimal.valueOf(index)))
                .toList();
        table.upsert().execute(RowValues.toDataset(lake.spark(), GIVEN, many));
        String file = table.read().inputFiles()[0];
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), new Configuration()))) {
            return reader.getRowGroups().size();
        }
    }

    @Test
    void refusesTheRetentionAsAProperty(Lakehouse lake) {
        TableProperty<Duration> retention = TableProperty.hours("delta.deletedFileRetentionDuration", "shorter");
        TableSpec spec = TableSpec.builder()
                .from(PRICES)
                .addProperties(retention.of(Duration.ofHours(1)))
                .build();

        assertThatThrownBy(() -> lake.table(spec))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table spec silver.prices: it sets the property delta.deletedFileRetentionDuration"
                        + ", which conflicts with the rest of the spec: use retention(...) instead.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            delta.nonsense                     | 1                | Delta rejects one of its properties:
            delta.checkpointInterval           | abc              | Delta rejects one of its properties:
            DELTA.deletedFileRetentionDuration | interval 1 hours | use retention(...) instead.
            delta.dataSkippingNumIndexedCols   | 1                | list the fields that need statistics among the first
            delta.logRetentionDuration         | interval 1 hours | use the retention, PT168H, or more.
            """)
    void refusesPropertiesThatDoHarm(String key, String value, String reason, Lakehouse lake) {
        TableSpec spec = TableSpec.builder()
                .from(PRICES)
                .addProperties(TableProperty.text(key, "none").of(value))
                .build();

        assertThatThrownBy(() -> lake.table(spec))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid table spec silver.prices: ")
                .hasMessageContaining(reason);
    }

    @Test
    void refusesARuleThatHasNoMeaningForARow(Lakehouse lake) {
        assertThatThrownBy(() -> lake.table(ruled(PRICE.col())))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table spec silver.prices: quality rule is_sound is computed as decimal(38,18) and"
                        + " not as boolean: cast it, or compute something else.");
        assertThatThrownBy(() -> lake.table(ruled(functions.count(ID.col()).gt(1))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid table spec silver.prices: quality rule is_sound cannot be computed for"
                        + " a row of the table: ");
        assertThatThrownBy(() -> lake.table(
                        ruled(lake.spark().range(1).toDF("id").col("id").gt(1))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid table spec silver.prices: quality rule is_sound cannot be computed for"
                        + " a row of the table: ");
    }

    private static TableSpec ruled(Column predicate) {
        return TableSpec.builder()
                .from(PRICES)
                .addQualityRules(QualityRule.fail("is_sound", predicate, "no use"))
                .build();
    }

    @Test
    void refusesADerivationOfAnotherType(Lakehouse lake) {
        Field<LocalDate> year = Field.date("year").derivedFrom(LAST_UPDATED, functions::year);
        TableSpec spec = TableSpec.builder().from(PRICES).addFields(year).build();

        assertThatThrownBy(() -> lake.table(spec))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table spec silver.prices: field year is computed as int and not as date: cast it,"
                        + " or compute something else.");
    }

    @Test
    void otherCommentsAndPropertiesHinderNoVerb(Lakehouse lake) {
        lake.table(PRICES);
        LakehouseTable table = lake.table(TableSpec.builder()
                .from(PRICES)
                .comment("prices of coins")
                .addProperties(DeltaProperties.CHECKPOINT_INTERVAL.of(20L))
                .build());

        table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        assertThat(contents(table)).containsExactly("btc " + NOON + " 1");
    }

    @Test
    void aRowMovesToAnotherPartitionWhenTheSpecLetsIt(Lakehouse lake) {
        Field<String> exchange = Field.string("exchange").optional("where it is traded");
        TableSpec spec = TableSpec.builder()
                .name("silver", "listings")
                .addFields(ID, exchange)
                .addKeyFields(ID)
                .addPartitionFields(exchange)
                .rowsMayMove(true)
                .build();
        LakehouseTable table = lake.table(spec);
        table.upsert().execute(lake.spark().sql("select 'btc' id, 'kraken' exchange union all select 'eth', 'kraken'"));

        UpsertResult moved = table.upsert()
                .execute(lake.spark().sql("select 'btc' id, 'binance' exchange union all select 'ada', null"));

        assertThat(moved)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated)
                .containsExactly(1L, 1L);
        assertThat(table.read()
                        .selectExpr("id || ' ' || coalesce(exchange, '-')")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("btc binance", "eth kraken", "ada -");
    }
}
