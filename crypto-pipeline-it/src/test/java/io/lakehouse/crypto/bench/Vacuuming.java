package io.lakehouse.crypto.bench;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Vacuum;
import io.lakehouse.delta.Warehouse;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/**
 * Vacuums a copy of an aged table.
 *
 * @param vacuum what is timed
 */
record Vacuuming(SparkSession session, AgedTable template, AgedTable copy, Consumer<AgedTable> vacuum)
        implements Contestant {

    /** A fifth of the files have left the table long ago. */
    static final String DELETE = "a fifth of the files to delete";

    /** Again, in a process that has not read the table's log yet. */
    static final String NOTHING = "nothing to delete";

    /** Again, in a process that has just worked with the table. */
    static final String NOTHING_WARM = "nothing to delete, log read before";

    /** Delta's own in a session with nothing but Delta's settings. */
    static Vacuuming ofDelta(AgedTable template, AgedTable copy) {
        SparkSession spark = StockSpark.open(StockSpark.DELTA);
        return new Vacuuming(
                spark, template, copy, table -> spark.sql("VACUUM delta.`" + table.path() + "` RETAIN 168 HOURS"));
    }

    static Vacuuming ofOurs(AgedTable template, AgedTable copy, boolean isFull) {
        Lakehouse lake =
                Lakehouse.open(SessionSpec.fromEnvironment("bench vacuum").local(), Warehouse.at(copy.warehouse()));
        return new Vacuuming(lake.spark(), template, copy, table -> {
            Vacuum vacuum = lake.existingTable(AgedTable.SPEC).vacuum();
            (isFull ? vacuum.full() : vacuum).execute();
        });
    }

    @Override
    public void prepare() {}

    @Override
    public void beforeRound(String scenario, int round) {
        if (scenario.equals(DELETE)) {
            template.copyTo(copy);
        } else if (scenario.equals(NOTHING)) {
            DeltaLog.clearCache();
        }
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        vacuum.accept(copy);
        return Map.of();
    }

    @Override
    public String digest(String scenario) {
        return copy.digest(template);
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(session);
    }
}
