package io.lakehouse.crypto.bench.data;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Customers, orders and order lines in the proportions, types and value ranges of TPC-H, as Parquet. The values are
 * hashes and the same on every machine. This is not TPC-H itself, which has its own texts and correlations.
 *
 * @param scale thousandths of TPC-H's scale factor: 1000 means 1,500,000 orders with about 6,000,000 lines
 */
public record OrderData(Path folder, int scale) {

    private static final List<String> TABLES =
            List.of("region", "nation", "supplier", "customer", "orders", "lineitem");

    private long customers() {
        return 150L * scale;
    }

    private long suppliers() {
        return 10L * scale;
    }

    public void write(SparkSession spark) {
        save(
                "region",
                spark.range(0, 5, 1, 1)
                        .selectExpr(
                                "id r_regionkey",
                                "array('AFRICA','AMERICA','ASIA','EUROPE','MIDDLE EAST')[int(id)] r_name"));
        save(
                "nation",
                spark.range(0, 25, 1, 1)
                        .selectExpr("id n_nationkey", "concat('NATION ', id) n_name", "id % 5 n_regionkey"));
        save(
                "supplier",
                spark.range(0, suppliers(), 1, 1)
                        .selectExpr(
                                "id s_suppkey",
                                "concat('Supplier#', id) s_name",
                                "pmod(xxhash64(id, 1), 25) s_nationkey",
                                money("id, 2", 1_000_000, "s_acctbal"),
                                text("id", 60, "s_comment")));
        save("customer", customers(spark));
        save("orders", orders(spark));
        save("lineitem", lines(spark));
    }

    private Dataset<Row> customers(SparkSession spark) {
        return spark.range(0, customers(), 1, 2)
                .selectExpr(
                        "id c_custkey",
                        "concat('Customer#', id) c_name",
                        text("id, 1", 25, "c_address"),
                        "pmod(xxhash64(id, 2), 25) c_nationkey",
                        "concat('27-', pmod(xxhash64(id, 3), 10000000)) c_phone",
                        money("id, 4", 1_000_000, "c_acctbal"),
                        oneOf("id, 5", "c_mktsegment", "AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY"),
                        text("id, 6", 64, "c_comment"));
    }

    private Dataset<Row> orders(SparkSession spark) {
        return spark.range(0, 1_500L * scale, 1, 4)
                .selectExpr(
                        "id o_orderkey",
                        "pmod(xxhash64(id, 1), " + customers() + ") o_custkey",
                        oneOf("id, 2", "o_orderstatus", "F", "O", "P"),
                        money("id, 3", 50_000_000, "o_totalprice"),
                        orderDate("id") + " o_orderdate",
                        oneOf("id, 4", "o_orderpriority", "1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"),
                        "concat('Clerk#', pmod(xxhash64(id, 5), 1000)) o_clerk",
                        "0 o_shippriority",
                        text("id, 6", 48, "o_comment"));
    }

    private Dataset<Row> lines(SparkSession spark) {
        return spark.range(0, 1_500L * scale, 1, 8)
                .selectExpr(
                        "id o",
                        orderDate("id") + " ordered",
                        "explode(sequence(1, 1 + int(pmod(xxhash64(id, 7), 7)))) n")
                .selectExpr(
                        "o l_orderkey",
                        "pmod(xxhash64(o, n, 1), " + 200L * scale + ") l_partkey",
                        "pmod(xxhash64(o, n, 2), " + suppliers() + ") l_suppkey",
                        "n l_linenumber",
                        "cast(1 + pmod(xxhash64(o, n, 3), 50) as decimal(15,2)) l_quantity",
                        money("o, n, 4", 10_000_000, "l_extendedprice"),
                        "cast(pmod(xxhash64(o, n, 5), 11) / 100 as decimal(15,2)) l_discount",
                        "cast(pmod(xxhash64(o, n, 6), 9) / 100 as decimal(15,2)) l_tax",
                        oneOf("o, n, 7", "l_returnflag", "R", "A", "N", "N"),
                        oneOf("o, n, 8", "l_linestatus", "O", "F"),
                        "date_add(ordered, int(1 + pmod(xxhash64(o, n, 9), 121))) l_shipdate",
                        "date_add(ordered, int(30 + pmod(xxhash64(o, n, 10), 61))) l_commitdate",
                        "date_add(ordered, int(2 + pmod(xxhash64(o, n, 11), 150))) l_receiptdate",
                        oneOf(
                                "o, n, 12",
                                "l_shipinstruct",
                                "COLLECT COD",
                                "DELIVER IN PERSON",
                                "NONE",
                                "TAKE BACK RETURN"),
                        oneOf("o, n, 13", "l_shipmode", "AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK"),
                        text("o, n, 14", 26, "l_comment"));
    }

    private static String orderDate(String key) {
        return "date_add(date'1992-01-01', int(pmod(xxhash64(" + key + "), 2406)))";
    }

    private static String money(String key, int cents, String name) {
        return "cast(pmod(xxhash64(" + key + "), " + cents + ") / 100 as decimal(15,2)) " + name;
    }

    private static String text(String key, int length, String name) {
        return "substr(concat(md5(concat_ws('-', " + key + ")), sha1(concat_ws('-', " + key + "))), 1, " + length + ") "
                + name;
    }

    private static String oneOf(String key, String name, String... values) {
        return "array('" + String.join("','", values) + "')[int(pmod(xxhash64(" + key + "), " + values.length + "))] "
                + name;
    }

    private void save(String table, Dataset<Row> rows) {
        rows.write().parquet(folder.resolve(table).toString());
    }

    /** Registers the tables, so that queries in a session can refer to them by name. */
    public void register(SparkSession spark) {
        TABLES.forEach(
                table -> spark.read().parquet(folder.resolve(table).toString()).createOrReplaceTempView(table));
    }
}
