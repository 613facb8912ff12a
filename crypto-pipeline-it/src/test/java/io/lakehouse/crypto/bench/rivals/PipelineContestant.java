package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.bench.data.DailyInput;
import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.market.MarketSource;
import io.lakehouse.crypto.market.ReplaySource;
import io.lakehouse.crypto.market.SimulatedSource;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.crypto.stage.Progress;
import io.lakehouse.crypto.stage.StageReport;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;

/**
 * Daily runs of the pipeline in one JVM. Parameters: {@code warehouse}; {@code input}, which contains a folder for each
 * round; and {@code from} and {@code to}, the days to create first, one month per run.
 */
public final class PipelineContestant implements Contestant {

    /** The scenario in which the contestants' histories, and therefore their results, differ. */
    public static final String FLAT = "flat";

    private static final int DAYS_A_RUN = 30;

    private final Parameters parameters;
    private final Path warehouse;
    private final Lakehouse lake;

    public PipelineContestant(Parameters parameters) {
        this.parameters = parameters;
        this.warehouse = parameters.path("warehouse");
        this.lake = Lakehouse.open(SessionSpec.fromEnvironment("bench").local(), Warehouse.at(warehouse));
    }

    @Override
    public void prepare() {
        int to = parameters.number("to");
        for (int from = parameters.number("from"); from < to; from += DAYS_A_RUN) {
            run(SimulatedSource.of(
                    parameters.number("coins"),
                    MarketFiles.FIRST_DAY.plusDays(from),
                    Math.min(DAYS_A_RUN, to - from),
                    MarketFiles.HOUR,
                    Clock.systemUTC()));
        }
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        return run(new ReplaySource(List.of(DailyInput.folder(parameters.path("input"), round))));
    }

    private Map<String, Double> run(MarketSource source) {
        Pipeline pipeline = new Pipeline(lake, Progress.NONE);
        pipeline.run(
                Intake.of(source.payloads()),
                warehouse.resolveSibling(warehouse.getFileName() + "-report"),
                UnaryOperator.identity());
        Map<String, Double> seconds = new HashMap<>();
        for (StageReport stage : pipeline.reports()) {
            seconds.put(stage.name(), stage.seconds());
        }
        return seconds;
    }

    @Override
    public String digest(String scenario) {
        if (scenario.equals(FLAT)) {
            return "";
        }
        return PipelineTables.digest(
                PipelineTables.read(lake.spark(), warehouse, SilverPrices.SPEC),
                PipelineTables.read(lake.spark(), warehouse, GoldTables.MARKET_STATS.spec()));
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(lake.spark());
    }
}
