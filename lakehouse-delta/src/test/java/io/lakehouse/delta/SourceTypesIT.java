package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InexactCastException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.TableSpec;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source takes any type that holds no more than its field, and on request whatever fits exactly. */
@ExtendWith(LakehouseFixture.class)
class SourceTypesIT {

    private static LakehouseTable table(Lakehouse lake, String type) {
        Field<Integer> id = Field.integer("id").required("");
        Field<?> value =
                Field.of("value", FieldType.from(DataType.fromDDL(type))).optional("");
        TableSpec spec = TableSpec.builder()
                .name("silver", "values")
                .addFields(id, value)
                .addKeyFields(id)
                .build();
        return lake.table(spec);
    }

    private static Dataset<Row> source(SparkSession spark, String value) {
        return spark.sql("SELECT 1 AS id, " + value + " AS value");
    }

    private static String held(LakehouseTable table) {
        return table.read().selectExpr("cast(value as string)").collectAsList().toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            BIGINT                     | CAST(7 AS TINYINT)                 | 7
            BIGINT                     | 7                                  | 7
            INT                        | CAST(7 AS SMALLINT)                | 7
            DOUBLE                     | CAST(1.5 AS FLOAT)                 | 1.5
            DOUBLE                     | 2147483647                         | 2.147483647E9
            FLOAT                      | CAST(7 AS SMALLINT)                | 7.0
            DECIMAL(18,2)              | CAST(1.5 AS DECIMAL(10,1))         | 1.50
            DECIMAL(20,0)              | 9223372036854775807L               | 9223372036854775807
            DECIMAL(12,2)              | 2147483647                         | 2147483647.00
            STRING                     | NULL                               | null
            ARRAY<BIGINT>              | array(1, 2)                        | [1, 2]
            ARRAY<INT>                 | array()                            | []
            STRUCT<a: BIGINT, b: STRING> | named_struct('B', 'x', 'a', 1)   | {1, x}
            ARRAY<STRUCT<a: BIGINT>>   | array(struct(1 AS a), NULL)        | [{1}, null]
            MAP<STRING, BIGINT>        | map('k', 1)                        | {k -> 1}
            """)
    void takesNarrowerValuesAsTheyAre(String type, String value, String expected, Lakehouse lake) {
        LakehouseTable table = table(lake, type);

        table.upsert().execute(source(lake.spark(), value));

        assertThat(held(table)).isEqualTo("[[" + expected + "]]");
        assertThat(table.upsert().execute(source(lake.spark(), value)).committed())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            INT           | 7L                          | bigint        | int
            DECIMAL(10,2) | 1.5D                        | double        | decimal(10,2)
            DECIMAL(10,2) | '1.5'                       | string        | decimal(10,2)
            DECIMAL(10,2) | CAST(1 AS DECIMAL(10,3))    | decimal(10,3) | decimal(10,2)
            DECIMAL(10,2) | 7                           | int           | decimal(10,2)
            FLOAT         | 7                           | int           | float
            DOUBLE        | 7L                          | bigint        | double
            STRING        | 7                           | int           | string
            TIMESTAMP     | DATE'2025-03-01'            | date          | timestamp
            ARRAY<INT>    | array(7L)                   | array<bigint> | array<int>
            """)
    void refusesWhatCouldLose(String type, String value, String given, String expected, Lakehouse lake) {
        LakehouseTable table = table(lake, type);

        assertThatThrownBy(() -> table.upsert().execute(source(lake.spark(), value)))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessage("Cannot upsert into silver.values: the rows do not fit its spec: column value is " + given
                        + ", the spec says " + expected + ".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            INT           | 7L                            | 7
            INT           | '7'                           | 7
            INT           | 7.0D                          | 7
            DECIMAL(10,2) | '12.50'                       | 12.50
            DECIMAL(10,2) | ' 1.250e1 '                   | 12.50
            DECIMAL(38,18)| '1.231e-05'                   | 0.000012310000000000
            DECIMAL(10,0) | '12300e-2'                    | 123
            DECIMAL(10,2) | '-.5000'                      | -0.50
            DECIMAL(10,2) | '0.000e9'                     | 0.00
            DECIMAL(10,2) | 0.1D                          | 0.10
            DECIMAL(10,2) | CAST(1 AS DECIMAL(10,3))      | 1.00
            DOUBLE        | '1.5'                         | 1.5
            BIGINT        | 9.007199254740992E15D         | 9007199254740992
            BOOLEAN       | 'true'                        | true
            DATE          | '2025-03-01'                  | 2025-03-01
            DATE          | TIMESTAMP'2025-03-01 00:00:00'| 2025-03-01
            STRING        | 7                             | 7
            TIMESTAMP     | '2025-03-01T12:00:00.123456Z' | 2025-03-01 12:00:00.123456
            INT           | CAST(NULL AS STRING)          | null
            """)
    void castsExactlyWhenAsked(String type, String value, String expected, Lakehouse lake) {
        LakehouseTable table = table(lake, type);

        table.upsert().casting().execute(source(lake.spark(), value));

        assertThat(held(table)).isEqualTo("[[" + expected + "]]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            INT           | 3000000000L                     | 3000000000
            INT           | '3.7'                           | 3.7
            INT           | 3.7D                            | 3.7
            INT           | ''                              | ""
            DECIMAL(10,2) | '12,50'                         | 12,50
            DECIMAL(10,2) | '3.999'                         | 3.999
            DECIMAL(10,2) | '1e999999999'                   | 1e999999999
            DECIMAL(10,2) | '123456789'                     | 123456789
            DECIMAL(38,18)| '1.0000000000000000001'         | 1.0000000000000000001
            DECIMAL(10,2) | '.'                             | .
            DECIMAL(10,2) | '1.5e-2'                        | 1.5e-2
            DECIMAL(10,2) | 12.345D                         | 12.345
            DECIMAL(10,2) | double('NaN')                   | NaN
            DOUBLE        | 9007199254740993L               | 9007199254740993
            BOOLEAN       | 'maybe'                         | maybe
            DATE          | '2025-03-01T10:00:00'           | 2025-03-01T10:00:00
            DATE          | '2025-03-01 5 pm'               | 2025-03-01 5 pm
            TIMESTAMP     | '12:30'                         | 12:30
            FLOAT         | '16777217'                      | 16777217
            FLOAT         | 2147483647                      | 2147483647
            DOUBLE        | '1e400'                         | 1e400
            BIGINT        | 9.223372036854775807E18D        | 9.223372036854776E18
            DATE          | '2025-02-30'                    | 2025-02-30
            TIMESTAMP     | '2025-03-01T12:00:00.1234567Z'  | 2025-03-01T12:00:00.1234567Z
            """)
    void namesRowAndColumnOfAValueThatDoesNotFit(String type, String value, String shown, Lakehouse lake) {
        LakehouseTable table = table(lake, type);

        assertThatThrownBy(() -> table.upsert().casting().execute(source(lake.spark(), value)))
                .isExactlyInstanceOf(InexactCastException.class)
                .hasMessageStartingWith("Cannot upsert into silver.values: the value '" + shown
                        + "' of column value is not exactly a " + type.toLowerCase(Locale.ROOT)
                        + ", in the row {\"id\":1,")
                .hasMessageEndingWith(". Nothing was written. Correct the row, or cast the column yourself.");
        assertThat(table.state().version()).isZero();
    }

    @Test
    void castsTextsOfInstantsAsTheirSessionDoes(Lakehouse lake) {
        SparkSession theirs = lake.spark().newSession();
        theirs.conf().set("spark.sql.session.timeZone", "America/New_York");
        LakehouseTable table = table(lake, "TIMESTAMP");

        table.upsert().casting().execute(source(theirs, "'2025-03-01 12:00:00'"));

        assertThat(held(table)).isEqualTo("[[2025-03-01 17:00:00]]");
    }

    @Test
    void appendsAndReplacesCastToo(Lakehouse lake) {
        Field<Integer> id = Field.integer("id").required("");
        LakehouseTable table = lake.table(
                TableSpec.builder().name("bronze", "ids").addFields(id).build());

        table.append("a").casting().execute(lake.spark().sql("SELECT '1' ID"));
        table.replace(id.is(1)).casting().execute(lake.spark().sql("SELECT 1L Id FROM range(2)"));

        assertThat(table.read().count()).isEqualTo(2);
        assertThatThrownBy(
                        () -> table.append("b").casting().execute(lake.spark().sql("SELECT 'x' id")))
                .isExactlyInstanceOf(InexactCastException.class);
        assertThat(table.append("b").casting().isDone()).isFalse();
    }

    @Test
    void namesDifferInCaseOnlyForASessionThatSaysSo(Lakehouse lake) {
        SparkSession strict = lake.spark().newSession();
        strict.conf().set("spark.sql.caseSensitive", "true");
        LakehouseTable table = table(lake, "INT");

        assertThatThrownBy(() -> table.upsert().execute(strict.sql("SELECT 1 ID, 2 value")))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessage("Cannot upsert into silver.values: the rows do not fit its spec: column id is missing;"
                        + " column ID is not in the spec.");
        assertThatThrownBy(() -> table.upsert().execute(lake.spark().sql("SELECT 1 id, 2 value, 3 VALUE")))
                .hasMessageContaining("column value occurs twice");
        table.upsert().execute(lake.spark().sql("SELECT 1 ID, 2 VALUE"));
        assertThat(held(table)).isEqualTo("[[2]]");
    }
}
