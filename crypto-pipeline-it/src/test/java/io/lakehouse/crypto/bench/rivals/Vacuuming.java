package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.crypto.bench.data.AgedTable;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.StockSpark;
import io.lakehouse.delta.DeltaSettings;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Vacuum;
import io.lakehouse.delta.Warehouse;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/** Vacuums a copy of an aged table. */
public final class Vacuuming implements Contestant {

    /** A fifth of the files were removed from the table long ago. */
    public static final String DELETE = "a fifth of the files to delete";

    /** Another vacuum, in a process that has not read the table's log yet. */
    public static final String NOTHING = "nothing to delete";

    /** Another vacuum, in a process that has just used the table. */
    public static final String NOTHING_WARM = "nothing to delete, log read before";

    private final SparkSession session;
    private final AgedTable template;
    private final AgedTable copy;
    private final Supplier<Runnable> opened;
    private Runnable vacuum = () -> {};

    /**
     * Vacuums the copy with what the supplier opens, anew for each round that must start without knowledge of the
     * table.
     */
    private Vacuuming(SparkSession session, AgedTable template, AgedTable copy, Supplier<Runnable> opened) {
        this.session = session;
        this.template = template;
        this.copy = copy;
        this.opened = opened;
    }

    /** Delta's own VACUUM, in a session with only Delta's settings. */
    public static Vacuuming ofDelta(AgedTable template, AgedTable copy) {
        SparkSession spark = StockSpark.withDelta();
        return new Vacuuming(
                spark, template, copy, () -> () -> spark.sql("VACUUM delta.`" + copy.path() + "` RETAIN 168 HOURS"));
    }

    public static Vacuuming ofOurs(AgedTable template, AgedTable copy, boolean isFull) {
        SparkSession spark = DeltaSettings.addTo(
                        SessionSpec.fromEnvironment("bench vacuum").local())
                .open();
        return new Vacuuming(spark, template, copy, () -> {
            Lakehouse lake = Lakehouse.on(spark, Warehouse.at(copy.warehouse()));
            return () -> {
                Vacuum ours = lake.existingTable(AgedTable.SPEC).vacuum();
                (isFull ? ours.full() : ours).execute();
            };
        });
    }

    @Override
    public void prepare() {}

    @Override
    public void beforeRound(String scenario, int round) {
        if (scenario.equals(NOTHING_WARM)) {
            return;
        }
        if (scenario.equals(DELETE)) {
            template.copyTo(copy);
        }
        DeltaLog.clearCache();
        vacuum = opened.get();
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        vacuum.run();
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
