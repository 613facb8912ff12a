package io.lakehouse.crypto.bench.data;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.FIRST_DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.ID;
import static io.lakehouse.crypto.bench.data.HourlyPrices.INGESTED_AT;
import static io.lakehouse.crypto.bench.data.HourlyPrices.LAST_UPDATED;
import static io.lakehouse.crypto.bench.data.HourlyPrices.PRICE;
import static io.lakehouse.crypto.bench.data.HourlyPrices.hours;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.to_date;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The rows of each round. All contestants that have run the same rounds before get the same rows. */
public final class UpsertBatches {

    /** The last three days with all rows changed, and the following day. */
    public static final String MIXED = "mixed";

    /** The next four days. */
    public static final String NEW = "new";

    /** The last four days again, unchanged. */
    public static final String UNCHANGED = "unchanged";

    /** One row in a hundred, from every day, changed. */
    public static final String SPREAD = "spread";

    /** A change feed of the last four days, with updates, deletes, inserts and late duplicates. */
    public static final String FEED = "feed";

    /** What an event of a feed does: {@link #DELETE}, or anything else to insert or update. */
    public static final Field<String> OP = Field.string("op");

    public static final String DELETE = "d";

    private static final int HOURS = 24;
    private static final int HOURS_INSERTED = 12;
    private static final int DAYS_OF_A_BATCH = 4;
    private static final int DAYS_OF_A_CHUNK = 30;
    private static final int SHARE = 100;

    private static final String SHARE_OF = "share_of";

    private int days;
    private int stamp;
    private int hoursInserted;

    public UpsertBatches(int days) {
        this.days = days;
    }

    /**
     * Rows to upsert.
     *
     * @param days all days that the rows belong to; empty if that is every day of the table
     */
    public record Batch(Dataset<Row> rows, List<LocalDate> days) {}

    /** The initial rows of a table with this number of days, in order of the day. No two tasks share a day. */
    public static Dataset<Row> initial(SparkSession spark, int days) {
        return IntStream.iterate(0, from -> from < days, from -> from + DAYS_OF_A_CHUNK)
                .mapToObj(from -> hours(spark, from * HOURS, Math.min(DAYS_OF_A_CHUNK, days - from) * HOURS))
                .reduce(Dataset::unionByName)
                .map(rows -> stamped(rows, 0))
                .orElseThrow();
    }

    /** The rows of the next round. */
    public Batch next(SparkSession spark, String scenario) {
        if (!scenario.equals(UNCHANGED)) {
            stamp++;
        }
        if (scenario.equals(SPREAD)) {
            Dataset<Row> all = hours(spark, 0, days * HOURS);
            return new Batch(
                    stamped(
                            all.filter(pmod(hash(ID.col(), LAST_UPDATED.col()), lit(SHARE))
                                    .equalTo(stamp % SHARE)),
                            stamp),
                    List.of());
        }
        days += switch (scenario) {
            case MIXED -> 1;
            case NEW -> DAYS_OF_A_BATCH;
            case UNCHANGED -> 0;
            default -> throw new IllegalArgumentException("Unknown scenario '" + scenario + "'");
        };
        return last(spark, DAYS_OF_A_BATCH);
    }

    /**
     * The events of the next round, in an order of their own: of 24,000 rows three in four change and one in eight is
     * deleted, 3,000 rows are new, and one changed row in nine has an older event, too.
     */
    public Batch nextFeed(SparkSession spark) {
        stamp++;
        Batch known = last(spark, DAYS_OF_A_BATCH);
        Dataset<Row> rows =
                known.rows().withColumn(SHARE_OF, pmod(hash(ID.col(), LAST_UPDATED.col(), lit(stamp)), lit(72)));
        Dataset<Row> fresh = stamped(hours(spark, days * HOURS + hoursInserted, HOURS_INSERTED), stamp);
        hoursInserted += HOURS_INSERTED;
        Dataset<Row> changed = rows.filter(col(SHARE_OF).lt(54));
        Dataset<Row> older = changed.filter(pmod(col(SHARE_OF), lit(9)).equalTo(0))
                .withColumn(PRICE.name(), PRICE.col().minus(1).cast(PRICE.type().sparkType()))
                .withColumn(INGESTED_AT.name(), INGESTED_AT.col().minus(expr("interval 1 second")));
        Dataset<Row> events = changed.drop(SHARE_OF)
                .unionByName(fresh)
                .unionByName(older.drop(SHARE_OF))
                .withColumn(OP.name(), lit("u"))
                .unionByName(rows.filter(col(SHARE_OF).geq(63)).drop(SHARE_OF).withColumn(OP.name(), lit(DELETE)));
        List<LocalDate> all = new ArrayList<>(known.days());
        fresh.select(DAY.col())
                .distinct()
                .collectAsList()
                .forEach(row -> all.add(row.getDate(0).toLocalDate()));
        return new Batch(events.coalesce(1).sortWithinPartitions(hash(ID.col(), LAST_UPDATED.col(), PRICE.col())), all);
    }

    private Batch last(SparkSession spark, int count) {
        return of(spark, days - count, count, stamp);
    }

    /** All rows of some days, as ingested at the time that the stamp represents. */
    public static Batch of(SparkSession spark, int from, int count, int stamp) {
        return new Batch(
                stamped(hours(spark, from * HOURS, count * HOURS), stamp),
                IntStream.range(from, from + count)
                        .mapToObj(FIRST_DAY::plusDays)
                        .toList());
    }

    /**
     * The rows as ingested at the time that the stamp represents, which have other prices and another ingestion time.
     */
    private static Dataset<Row> stamped(Dataset<Row> hours, int stamp) {
        return hours.withColumn(
                        PRICE.name(), PRICE.col().plus(stamp).cast(PRICE.type().sparkType()))
                .withColumn(
                        INGESTED_AT.name(), INGESTED_AT.col().plus(expr("make_dt_interval(0, 0, 0, " + stamp + ")")))
                .withColumn(DAY.name(), to_date(LAST_UPDATED.col()))
                .select(Fields.columns(HourlyPrices.FIELDS));
    }
}
