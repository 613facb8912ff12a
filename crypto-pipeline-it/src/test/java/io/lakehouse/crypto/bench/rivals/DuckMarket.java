package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.core.table.Field;
import io.lakehouse.crypto.market.MarketFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The same tables as Parquet files written by DuckDB: what one machine can do without transactions and history. */
public final class DuckMarket {

    public static final String SILVER = "silver";
    public static final String GOLD = "market_stats";

    private static final String BY_DAY = "FORMAT parquet, PARTITION_BY (partition_date)";

    private DuckMarket() {}

    /** Arguments: the folder of the payloads and the folder of the tables. */
    public static void main(String[] arguments) throws SQLException, IOException {
        Path tables = Files.createDirectories(Path.of(arguments[1]));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (String sql : statements(Path.of(arguments[0]), tables)) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> statements(Path input, Path tables) throws IOException {
        String bronze = "read_parquet('" + tables.resolve("bronze") + "/*/*.parquet', hive_partitioning = true)";
        String silver = "read_parquet('" + tables.resolve(SILVER) + "/*/*.parquet', hive_partitioning = true)";
        String daily = "read_parquet('" + tables.resolve("coin_daily") + "/*/*.parquet', hive_partitioning = true)";
        List<String> statements = new ArrayList<>(List.of(
                "SET memory_limit = '2GB'",
                "SET temp_directory = '" + tables.resolve("spilled") + "'",
                "SET preserve_insertion_order = false",
                // Rows of a partition are buffered until there are this many. The default is half a million, which is
                // more than a day has, so the whole history would have to fit into memory.
                "SET partitioned_write_flush_threshold = 16384",
                "SET TimeZone = 'UTC'",
                copy(
                        "SELECT *, now() AS ingested_at, CAST(last_updated AS DATE) AS partition_date FROM read_json('"
                                + input + "/*.json.gz', format = 'array', columns = {" + columns() + "})",
                        tables.resolve("bronze"),
                        BY_DAY)));
        // A window function materializes its whole input. All days at once would not fit into memory, so this runs
        // month by month.
        for (String month : months(input)) {
            statements.add(copy(
                    "SELECT * FROM " + bronze
                            + " WHERE strftime(partition_date, '%Y-%m') = '" + month
                            + "' AND id IS NOT NULL AND last_updated IS NOT NULL QUALIFY row_number() OVER"
                            + " (PARTITION BY id, last_updated ORDER BY ingested_at DESC) = 1",
                    tables.resolve(SILVER),
                    BY_DAY + ", OVERWRITE_OR_IGNORE"));
        }
        statements.add(copy(
                "SELECT *, row_number() OVER (PARTITION BY partition_date ORDER BY total_volume DESC NULLS LAST,"
                        + " id) AS volume_rank, row_number() OVER (PARTITION BY partition_date ORDER BY"
                        + " market_cap DESC NULLS LAST, id) AS market_cap_rank FROM (SELECT id, partition_date,"
                        + " max_by(symbol, last_updated) AS symbol, max_by(name, last_updated) AS name,"
                        + " min_by(current_price, last_updated) AS open, max(current_price) AS high,"
                        + " min(current_price) AS low, max_by(current_price, last_updated) AS close,"
                        + " max_by(market_cap, last_updated) AS market_cap,"
                        + " max_by(total_volume, last_updated) AS total_volume, count(*) AS snapshots FROM "
                        + silver + " GROUP BY id, partition_date)",
                tables.resolve("coin_daily"),
                BY_DAY));
        statements.add(copy(
                "SELECT partition_date, sum(market_cap) FILTER (volume_rank <= 10) AS total_market_cap,"
                        + " avg(close) FILTER (volume_rank <= 10) AS avg_price, count(*) AS coins,"
                        + " sum(total_volume) AS total_volume FROM " + daily
                        + " GROUP BY partition_date ORDER BY partition_date",
                tables.resolve(GOLD + ".parquet"),
                "FORMAT parquet"));
        return statements;
    }

    /** The months of the files, whose names contain the hour. */
    private static SortedSet<String> months(Path input) throws IOException {
        try (Stream<Path> files = Files.list(input)) {
            return files.map(file -> file.getFileName().toString().substring(0, "2022-01".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String copy(String query, Path to, String options) {
        return "COPY (" + query + ") TO '" + to + "' (" + options + ")";
    }

    private static String columns() {
        return MarketFields.ALL.stream().map(DuckMarket::column).collect(Collectors.joining(", "));
    }

    private static String column(Field<?> field) {
        return field.name() + ": '" + type(field.type().sparkType()) + "'";
    }

    private static String type(DataType type) {
        if (type instanceof DecimalType decimal) {
            return "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
        } else if (type instanceof StructType struct) {
            return Stream.of(struct.fields())
                    .map((StructField field) -> field.name() + " " + type(field.dataType()))
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
        } else if (type.equals(DataTypes.IntegerType)) {
            return "INTEGER";
        } else if (type.equals(DataTypes.TimestampType)) {
            return "TIMESTAMPTZ";
        } else if (type.equals(DataTypes.StringType)) {
            return "VARCHAR";
        }
        throw new IllegalArgumentException("No column of DuckDB for " + type);
    }
}
