package io.lakehouse.crypto;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs stages one after the other: a line when one starts and one when it ends, and their reports. */
final class Stages {

    private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

    private final List<StageReport> reports = new ArrayList<>();

    /** What a stage found out; its name and time are added here. */
    record Outcome(long rowsIn, long rowsOut, long rowsRefused, long files) {

        static Outcome of(long rowsIn, long rowsOut, long files) {
            return new Outcome(rowsIn, rowsOut, 0, files);
        }
    }

    void run(String name, Supplier<Outcome> stage) {
        LOG.info("{} ...", name);
        long start = System.nanoTime();
        Outcome outcome = stage.get();
        double seconds = Math.round((System.nanoTime() - start) / 1e6) / 1e3;
        reports.add(new StageReport(
                name, outcome.rowsIn(), outcome.rowsOut(), outcome.rowsRefused(), outcome.files(), seconds));
        LOG.info(String.format(
                Locale.ROOT,
                "%-9s %,9d rows in %,9d out %s%,5d files %6.1f s",
                name,
                outcome.rowsIn(),
                outcome.rowsOut(),
                outcome.rowsRefused() > 0 ? String.format(Locale.ROOT, "%,d refused ", outcome.rowsRefused()) : "",
                outcome.files(),
                seconds));
    }

    List<StageReport> reports() {
        return List.copyOf(reports);
    }
}
