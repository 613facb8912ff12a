package io.lakehouse.crypto.bench.rivals;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.ID;
import static io.lakehouse.crypto.bench.data.HourlyPrices.SYMBOL;
import static java.util.stream.Collectors.joining;

import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The same verbs through Delta's API, called by someone who knows which call is the cheapest. */
public record DeltaVerbs(SparkSession spark, Path warehouse) implements TableVerbs {

    private static final double RETENTION_HOURS = 168;

    @Override
    public Path folder(String table) {
        return warehouse.resolve(table);
    }

    private String path(String table) {
        return folder(table).toString();
    }

    private DeltaTable table(String name) {
        return DeltaTable.forPath(spark, path(name));
    }

    @Override
    public void loadWithoutKey(String table, Dataset<Row> rows) {
        DeltaMerges.load(rows, folder(table));
    }

    @Override
    public void loadWithKey(String table, Dataset<Row> rows) {
        loadWithoutKey(table, rows);
    }

    @Override
    public void append(String table, String batch, Dataset<Row> rows) {
        rows.write()
                .format("delta")
                .mode("append")
                .option("txnAppId", batch)
                .option("txnVersion", 1)
                .save(path(table));
    }

    @Override
    public void replace(String table, List<LocalDate> days, Dataset<Row> rows) {
        rows.write()
                .format("delta")
                .mode("overwrite")
                .option("replaceWhere", isIn(days))
                .save(path(table));
    }

    private static String isIn(List<LocalDate> days) {
        return DAY.name() + " IN ("
                + days.stream().map(day -> "DATE '" + day + "'").collect(joining(", ")) + ")";
    }

    @Override
    public void upsert(String table, List<LocalDate> days, Dataset<Row> rows) {
        new DeltaMerges(spark, folder(table), true).upsert(rows, days);
    }

    @Override
    public void delete(String table, List<LocalDate> days, String id) {
        table(table).delete(isIn(days) + " AND " + ID.name() + " = '" + id + "'");
    }

    @Override
    public void optimize(String table) {
        table(table).optimize().executeZOrderBy(SYMBOL.name(), ID.name());
    }

    @Override
    public long countExpired(String table) {
        return spark.sql("VACUUM delta.`" + path(table) + "` RETAIN " + (long) RETENTION_HOURS + " HOURS DRY RUN")
                .collectAsList()
                .size();
    }

    @Override
    public void vacuum(String table) {
        table(table).vacuum(RETENTION_HOURS);
    }

    @Override
    public Dataset<Row> read(String table) {
        return spark.read().format("delta").load(path(table));
    }
}
