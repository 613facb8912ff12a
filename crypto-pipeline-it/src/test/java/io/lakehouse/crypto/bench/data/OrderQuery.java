package io.lakehouse.crypto.bench.data;

/** TPC-H queries that shuffle, join and aggregate. Where their ORDER BY leaves ties, it has been completed. */
public enum OrderQuery {
    Q1("Q1: aggregation of almost all lines", """
            SELECT l_returnflag, l_linestatus, sum(l_quantity), sum(l_extendedprice),
                   sum(l_extendedprice * (1 - l_discount)), sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)),
                   avg(l_quantity), avg(l_extendedprice), avg(l_discount), count(*)
            FROM lineitem WHERE l_shipdate <= date'1998-09-02'
            GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus
            """),
    Q3("Q3: three tables, the ten greatest", """
            SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount)) revenue, o_orderdate, o_shippriority
            FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey
            WHERE c_mktsegment = 'BUILDING' AND o_orderdate < date'1995-03-15' AND l_shipdate > date'1995-03-15'
            GROUP BY l_orderkey, o_orderdate, o_shippriority
            ORDER BY revenue DESC, o_orderdate, l_orderkey LIMIT 10
            """),
    Q5("Q5: six tables", """
            SELECT n_name, sum(l_extendedprice * (1 - l_discount)) revenue
            FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey
            JOIN supplier ON l_suppkey = s_suppkey AND c_nationkey = s_nationkey
            JOIN nation ON s_nationkey = n_nationkey JOIN region ON n_regionkey = r_regionkey
            WHERE r_name = 'ASIA' AND o_orderdate >= date'1994-01-01' AND o_orderdate < date'1995-01-01'
            GROUP BY n_name ORDER BY revenue DESC, n_name
            """),
    Q10("Q10: many groups with long keys", """
            SELECT c_custkey, c_name, sum(l_extendedprice * (1 - l_discount)) revenue, c_acctbal, n_name, c_address,
                   c_phone, c_comment
            FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey
            JOIN nation ON c_nationkey = n_nationkey
            WHERE o_orderdate >= date'1993-10-01' AND o_orderdate < date'1994-01-01' AND l_returnflag = 'R'
            GROUP BY c_custkey, c_name, c_acctbal, c_phone, n_name, c_address, c_comment
            ORDER BY revenue DESC, c_custkey LIMIT 20
            """),
    Q12("Q12: join of two large tables", """
            SELECT l_shipmode,
                   sum(CASE WHEN o_orderpriority IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END) high,
                   sum(CASE WHEN o_orderpriority NOT IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END) low
            FROM orders JOIN lineitem ON o_orderkey = l_orderkey
            WHERE l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate
              AND l_receiptdate >= date'1994-01-01' AND l_receiptdate < date'1995-01-01'
            GROUP BY l_shipmode ORDER BY l_shipmode
            """),
    Q18("Q18: a group an order, joined back", """
            SELECT c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity)
            FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON o_orderkey = l_orderkey
            WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 300)
            GROUP BY c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice
            ORDER BY o_totalprice DESC, o_orderdate, o_orderkey LIMIT 100
            """);

    private final String text;
    private final String sql;

    OrderQuery(String text, String sql) {
        this.text = text;
        this.sql = sql;
    }

    /** The name used in tables. */
    public String text() {
        return text;
    }

    public String sql() {
        return sql;
    }
}
