package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.number;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_timestamp;

import io.lakehouse.core.table.Fields;
import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Contest;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.DataGenerator;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.rivals.GoldWriter;
import io.lakehouse.crypto.bench.rivals.GoldWriter.Work;
import io.lakehouse.crypto.market.MarketFields;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Compares reading Silver once and caching it for all Gold tables with reading it for each of them. */
public final class CacheBenchmark implements Benchmark {

    private static final String GENERATOR = "generator";
    private static final String CACHED = "cached";
    private static final String UNCACHED = "uncached";

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public String measures() {
        return "Gold tables from one cached read of Silver, and from a read each";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        int allDays = workspace.size(30, 10);
        Parameters parameters = Parameters.NONE
                .with("input", MarketFiles.write(workspace.folder("input"), MarketFiles.COINS, 0, allDays))
                .with("folder", workspace.folder("tables"))
                .with("days", allDays);
        workspace.enter(GENERATOR, Jvm.plain("2g"), parameters);
        workspace.clear();
        List<ContestantProcess> both = List.of(CACHED, UNCACHED).stream()
                .map(side -> workspace.enter(side, Jvm.plain("2g"), parameters))
                .toList();
        Contest contest = new Contest(both, workspace.size(3, 1), workspace.size(9, 2), workspace::say);
        ReportBuilder.Rows table = results.table("", "", "time", "CPU", "jobs", "time / uncached");
        for (int days : List.of(1, allDays)) {
            for (int tables : List.of(1, 2, 4)) {
                compare(new Work(days, tables), contest, results, table);
            }
        }
    }

    private static void compare(Work work, Contest contest, ReportBuilder results, ReportBuilder.Rows table) {
        Map<String, Series> rounds = results.keep(work.text(), contest.run(work.text()));
        Series uncached = ReportBuilder.of(rounds, UNCACHED);
        rounds.forEach((side, series) -> table.row(
                work.text(),
                side,
                seconds(series.seconds()),
                number(series.figure(Sample.CPU_SECONDS).median()) + " s",
                number(series.figure(Sample.JOBS).median()),
                times(series.timesOf(uncached))));
        if (work.tables() > 1) {
            results.atMost(
                    "time, uncached / cached: " + work.text(),
                    1.05,
                    uncached.timesOf(ReportBuilder.of(rounds, CACHED)).median());
        }
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        Path folder = parameters.path("folder");
        Path warehouse = folder.resolve("shared");
        return side.equals(GENERATOR)
                ? DataGenerator.of(spark -> writeSilver(spark, parameters.text("input"), warehouse))
                : new GoldWriter(side.equals(CACHED), parameters.number("days"), warehouse, folder.resolve(side));
    }

    /** Writes Silver as the pipeline does, without the quarantine, which would receive no rows. */
    private static void writeSilver(SparkSession spark, String input, Path warehouse) {
        LakehouseTable silver = Lakehouse.on(spark, Warehouse.at(warehouse)).table(SilverPrices.SPEC);
        silver.upsert()
                .latestBy(SilverPrices.INGESTED_AT)
                .execute(spark.read()
                        .schema(Fields.toStruct(MarketFields.ALL))
                        .option("multiLine", true)
                        .json(input)
                        .withColumn(SilverPrices.INGESTED_AT.name(), to_timestamp(lit("2023-01-01 00:00:00"))));
        silver.optimize().execute();
    }
}
