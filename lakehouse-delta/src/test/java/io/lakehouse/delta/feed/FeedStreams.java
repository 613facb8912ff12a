package io.lakehouse.delta.feed;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.StreamedWrite;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/** A program with three streaming queries over the same events: two upsert into one table, one appends to another. */
final class FeedStreams {

    static final String IN = "in";
    static final String SCHEMA = "op string, id bigint, name string, email string, lsn bigint";

    static final TableSpec APPENDED = TableSpec.builder()
            .name("bronze", "events")
            .addFields(Customers.OP, Field.bigint("id"), Field.string("name"), Field.string("email"))
            .addFields(Field.bigint("lsn"))
            .build();

    private FeedStreams() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("feed").local(), Warehouse.at(folder))) {
            LakehouseTable customers = lake.table(Customers.CUSTOMERS);
            List<StreamingQuery> queries = new ArrayList<>();
            for (int half = 0; half < 2; half++) {
                queries.add(start(
                        customers.upsert().latestBy(Customers.LSN).deletingWhere(Customers.OP.is("d")).stream(
                                events(lake, folder).filter("id % 2 = " + half)),
                        folder,
                        "upsert-" + half));
            }
            queries.add(start(lake.table(APPENDED).appendStream(events(lake, folder)), folder, "append"));
            for (StreamingQuery query : queries) {
                query.awaitTermination();
            }
        }
    }

    private static Dataset<Row> events(Lakehouse lake, Path folder) {
        return lake.spark()
                .readStream()
                .option("maxFilesPerTrigger", 1)
                .schema(SCHEMA)
                .parquet(folder.resolve(IN).toString());
    }

    private static StreamingQuery start(StreamedWrite write, Path folder, String name) {
        return write.named(name)
                .checkpoint(folder.resolve("checkpoints").resolve(name).toUri().toString())
                .trigger(Trigger.AvailableNow())
                .start();
    }
}
