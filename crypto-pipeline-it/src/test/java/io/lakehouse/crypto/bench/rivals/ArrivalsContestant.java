package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.market.SimulatedSource;
import io.lakehouse.crypto.stage.Progress;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;

/**
 * The pipeline from its first run on, without its report, which writes no table. Parameters: {@code warehouse},
 * {@code coins}.
 */
public final class ArrivalsContestant implements Contestant {

    private static final int HOURS = 24;

    private final Path warehouse;
    private final int coins;
    private final Arrivals arrivals;
    private final Lakehouse lake;

    /** The payloads that arrive for a run. */
    public interface Arrivals {
        List<Payload> of(int coins, int run);
    }

    public ArrivalsContestant(Parameters parameters, Arrivals arrivals) {
        this.warehouse = parameters.path("warehouse");
        this.coins = parameters.number("coins");
        this.arrivals = arrivals;
        this.lake = Lakehouse.open(SessionSpec.fromEnvironment("bench").local(), Warehouse.at(warehouse));
    }

    /** The payloads of a day, one per hour. */
    public static List<Payload> day(int coins, int run) {
        return SimulatedSource.of(coins, MarketFiles.FIRST_DAY.plusDays(run), 1, MarketFiles.HOUR, Clock.systemUTC())
                .payloads();
    }

    /** The payload of one hour. */
    public static List<Payload> hour(int coins, int run) {
        return List.of(day(coins, run / HOURS).get(run % HOURS));
    }

    @Override
    public void prepare() {}

    @Override
    public Map<String, Double> round(String scenario, int round) {
        Pipeline pipeline = new Pipeline(lake, Progress.NONE);
        pipeline.bronze(Intake.of(arrivals.of(coins, round)));
        pipeline.silver();
        pipeline.gold();
        pipeline.maintain(UnaryOperator.identity());
        return Map.of();
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(lake.spark());
    }
}
