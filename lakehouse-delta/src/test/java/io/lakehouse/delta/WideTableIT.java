package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.HistorizeResult;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tables of so many columns that an expression over all of them must not be a chain, half of them required. How many is
 * the system property {@code wide.columns}; Spark plans queries over them in time that grows with the square of it.
 */
@ExtendWith(LakehouseFixture.class)
class WideTableIT {

    private static final int COLUMNS = Integer.getInteger("wide.columns", 700);

    private static final Field<Long> ID = Field.bigint("id").required("number");
    private static final Field<Instant> FROM = Field.timestamp("valid_from").required("since when");
    private static final Field<Instant> TO = Field.timestamp("valid_to").optional("until when");
    private static final Field<Boolean> CURRENT = Field.bool("is_current").required("no later one");

    private static List<Field<?>> values() {
        List<Field<?>> fields = new ArrayList<>();
        for (int index = 0; index < COLUMNS; index++) {
            Field<Integer> field = Field.integer("c" + index);
            fields.add(index % 2 == 0 ? field.required("any") : field.optional("any"));
        }
        return fields;
    }

    private static Dataset<Row> rows(Lakehouse lake, long rows, int value) {
        List<Column> columns = new ArrayList<>(List.of(ID.col()));
        for (int index = 0; index < COLUMNS; index++) {
            columns.add(functions.lit(index == COLUMNS - 1 ? value : index).as("c" + index));
        }
        return lake.spark().range(rows).select(columns.toArray(Column[]::new));
    }

    @Test
    void everyVerbTakesIt(Lakehouse lake) {
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("silver", "wide")
                .addFields(ID)
                .addAllFields(values())
                .addKeyFields(ID)
                .build());
        table.upsert().execute(rows(lake, 4, 1));

        UpsertResult result = table.upsert().execute(rows(lake, 5, 2));
        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated)
                .containsExactly(1L, 4L);
        assertThat(table.upsert().execute(rows(lake, 5, 2)).committed()).isFalse();
        assertThat(table.replace(ID.is(0L)).execute(rows(lake, 1, 3)).rowsRemoved())
                .isEqualTo(1);
        assertThat(table.delete(ID.is(1L)).execute().rowsDeleted()).isEqualTo(1);
        assertThat(table.optimize().everything().execute().committed()).isTrue();
        assertThat(table.health().rows()).isEqualTo(4);
        assertThat(table.vacuum().execute().filesDeleted()).isZero();
        assertThat(table.read().select("c" + (COLUMNS - 1)).collectAsList())
                .extracting(row -> row.getInt(0))
                .containsExactlyInAnyOrder(3, 2, 2, 2);
    }

    @Test
    void soDoAppendAndHistorize(Lakehouse lake) {
        LakehouseTable appended = lake.table(TableSpec.builder()
                .name("bronze", "wide")
                .addFields(ID)
                .addAllFields(values())
                .build());
        assertThat(appended.append("b1").execute(rows(lake, 3, 1)).rowsAppended())
                .isEqualTo(3);
        LakehouseTable versions = lake.table(TableSpec.builder()
                .name("gold", "wide")
                .addFields(ID, FROM, TO, CURRENT)
                .addAllFields(values())
                .addKeyFields(ID, FROM)
                .build());
        Column monday = functions.lit(Instant.parse("2025-03-03T00:00:00Z"));
        Column tuesday = functions.lit(Instant.parse("2025-03-04T00:00:00Z"));

        versions.historize(FROM, TO, CURRENT).execute(rows(lake, 2, 1).withColumn(FROM.name(), monday));
        HistorizeResult result =
                versions.historize(FROM, TO, CURRENT).execute(rows(lake, 2, 2).withColumn(FROM.name(), tuesday));

        assertThat(result)
                .extracting(HistorizeResult::versionsAdded, HistorizeResult::versionsChanged)
                .containsExactly(2L, 2L);
    }
}
