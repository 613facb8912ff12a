package io.lakehouse.crypto.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs stages one after the other. Logs a line at the start and at the end of each, and collects their reports. */
public final class Stages {

    private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

    /** The property that names a job in Spark's UI and in the History Server. */
    private static final String JOB_LABEL = "spark.job.description";

    private final SparkContext spark;
    private final Progress progress;
    private final List<StageReport> reports = new ArrayList<>();

    public Stages(SparkSession session, Progress progress) {
        this.spark = session.sparkContext();
        this.progress = progress;
    }

    /** Runs a stage. An exception of the stage ends the run. */
    public void run(String name, Supplier<StageOutcome> stage) {
        LOG.info("{} ...", name);
        long start = System.nanoTime();
        StageOutcome outcome = runWithProgress(name, stage);
        double seconds = Math.round((System.nanoTime() - start) / 1e6) / 1e3;
        reports.add(new StageReport(name, outcome, seconds));
        LOG.info(line(name, outcome, seconds));
    }

    private StageOutcome runWithProgress(String name, Supplier<StageOutcome> stage) {
        String before = spark.getLocalProperty(JOB_LABEL);
        // For jobs that are not started by a verb of the SDK.
        spark.setLocalProperty(JOB_LABEL, name);
        try (Progress.Shown shown = progress.start(name)) {
            return stage.get();
        } finally {
            spark.setLocalProperty(JOB_LABEL, before);
        }
    }

    private static String line(String name, StageOutcome outcome, double seconds) {
        return String.format(
                Locale.ROOT,
                "%-9s %,9d rows in %,9d out %s%s%,5d files %,8d KiB %6.1f s",
                name,
                outcome.rowsIn(),
                outcome.rowsOut(),
                outcome.rowsRefused() > 0
                        ? String.format(
                                Locale.ROOT,
                                "%,d refused (%s) ",
                                outcome.rowsRefused(),
                                Refusals.describe(outcome.refusals()))
                        : "",
                outcome.rowsDuplicate() > 0
                        ? String.format(Locale.ROOT, "%,d duplicate ", outcome.rowsDuplicate())
                        : "",
                outcome.files(),
                (outcome.bytes() + 1023) / 1024,
                seconds);
    }

    /** The reports of the stages that have run, in order. */
    public List<StageReport> reports() {
        return List.copyOf(reports);
    }
}
