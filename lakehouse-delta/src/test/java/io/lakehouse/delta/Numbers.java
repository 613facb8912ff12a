package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A table of numbers that are appended in batches. */
final class Numbers {

    static final Field<Long> N = Field.bigint("n").required("number");
    static final TableSpec NUMBERS =
            TableSpec.builder().name("bronze", "numbers").addFields(N).build();

    private Numbers() {}

    static Dataset<Row> numbers(Lakehouse lake, long from, long to) {
        return lake.spark().range(from, to).toDF("n");
    }

    static LakehouseTable hundredAndFifty(Lakehouse lake) {
        LakehouseTable table = lake.table(NUMBERS);
        table.append("b1").execute(numbers(lake, 0, 100));
        table.append("b2").execute(numbers(lake, 100, 150));
        return table;
    }
}
