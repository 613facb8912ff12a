package io.lakehouse.crypto.bench.rivals;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.ID;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.bench.data.HourlyPrices;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The verbs of this project. */
public final class LakehouseVerbs implements TableVerbs {

    private final Lakehouse lake;
    private final Map<String, LakehouseTable> tables = new HashMap<>();

    public LakehouseVerbs(Path warehouse) {
        lake = Lakehouse.open(SessionSpec.fromEnvironment("bench").local(), Warehouse.at(warehouse));
    }

    @Override
    public SparkSession spark() {
        return lake.spark();
    }

    @Override
    public Path folder(String table) {
        return Path.of(URI.create(table(table).location()));
    }

    private LakehouseTable table(String name) {
        return Optional.ofNullable(tables.get(name)).orElseThrow();
    }

    @Override
    public void loadWithoutKey(String table, Dataset<Row> rows) {
        load(table, HourlyPrices.specWithoutKey(table), rows);
    }

    @Override
    public void loadWithKey(String table, Dataset<Row> rows) {
        load(table, HourlyPrices.spec(table), rows);
    }

    /** Loads the rows in the same way as the other side, so that both start with the same files. */
    private void load(String name, TableSpec spec, Dataset<Row> rows) {
        tables.put(name, lake.table(spec));
        rows.write()
                .format("delta")
                .mode("append")
                .partitionBy(DAY.name())
                .save(folder(name).toString());
    }

    @Override
    public void append(String table, String batch, Dataset<Row> rows) {
        table(table).append(batch).execute(rows);
    }

    @Override
    public void replace(String table, List<LocalDate> days, Dataset<Row> rows) {
        table(table).replace(DAY.in(days)).execute(rows);
    }

    @Override
    public void upsert(String table, List<LocalDate> days, Dataset<Row> rows) {
        table(table).upsert().execute(rows);
    }

    @Override
    public void delete(String table, List<LocalDate> days, String id) {
        table(table).delete(DAY.in(days).and(ID.is(id))).execute();
    }

    @Override
    public void optimize(String table) {
        table(table).optimize().everything().execute();
    }

    @Override
    public long countExpired(String table) {
        return table(table).vacuum().full().plan().files().size();
    }

    @Override
    public void vacuum(String table) {
        table(table).vacuum().full().execute();
    }

    @Override
    public Dataset<Row> read(String table) {
        return table(table).read();
    }
}
