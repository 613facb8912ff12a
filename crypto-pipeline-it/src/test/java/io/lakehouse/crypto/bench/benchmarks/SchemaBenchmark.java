package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.mebibytes;
import static io.lakehouse.crypto.bench.report.Figures.number;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Fields;
import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.report.Spread;
import io.lakehouse.crypto.market.MarketFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/** Compares reading JSON with a known schema and with a schema that Spark has to infer. */
public final class SchemaBenchmark implements Benchmark {

    private static final String EXPLICIT = "explicit schema";
    private static final String INFERRED = "inferred schema";
    private static final String READ = "read";

    @Override
    public String name() {
        return "schema";
    }

    @Override
    public String measures() {
        return "200 MB of JSON, read with an explicit schema and with an inferred one";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        // A record has about 900 bytes.
        Parameters parameters = Parameters.NONE.with(
                "input", MarketFiles.write(workspace.folder("input"), workspace.size(1000, 250), 0, 10));
        List<ContestantProcess> both = List.of(
                workspace.enter(EXPLICIT, Jvm.plain("2g"), parameters),
                workspace.enter(INFERRED, Jvm.plain("2g"), parameters));
        Map<String, Series> rounds = results.keep(READ, workspace.contest(both).run(READ));
        Series explicit = ReportBuilder.of(rounds, EXPLICIT);
        Series inferred = ReportBuilder.of(rounds, INFERRED);
        ReportBuilder.Rows table = results.table("", "time", "read", "jobs");
        rounds.forEach((side, series) -> table.row(
                side,
                seconds(series.seconds()),
                mebibytes(series.figure(Sample.BYTES_READ)),
                number(series.figure(Sample.JOBS).median())));
        Spread gain = inferred.timesOf(explicit);
        table.row("inferred / explicit", times(gain), "", "");
        results.atLeast("time, inferred / explicit", 1.5, gain.median());
        results.atLeast(
                "jobs saved by the explicit schema",
                1,
                inferred.figure(Sample.JOBS).median()
                        - explicit.figure(Sample.JOBS).median());
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        return new Reading(side.equals(EXPLICIT), parameters);
    }

    /** Reads all fields of all records and discards them. */
    private static final class Reading implements Contestant {

        private final boolean isExplicit;
        private final String input;
        private final SparkSession spark =
                SessionSpec.fromEnvironment("bench schema").local().open();

        Reading(boolean isExplicit, Parameters parameters) {
            this.isExplicit = isExplicit;
            this.input = parameters.text("input");
        }

        @Override
        public void prepare() {}

        @Override
        public Map<String, Double> round(String scenario, int round) {
            DataFrameReader reader = spark.read().option("multiLine", true);
            if (isExplicit) {
                reader = reader.schema(Fields.toStruct(MarketFields.ALL));
            }
            reader.json(input).write().format("noop").mode("overwrite").save();
            return Map.of();
        }

        @Override
        public Optional<SparkSession> spark() {
            return Optional.of(spark);
        }
    }
}
