package io.lakehouse.crypto.bench.harness;

import io.lakehouse.crypto.bench.report.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * A program that is started anew for each round and timed from start to exit, as a user at a prompt would experience
 * it.
 *
 * @param words the command line of a round
 * @param before called before each round, untimed
 */
public record Command(String side, IntFunction<List<String>> words, Runnable before, Path log) implements Competitor {

    private static final long LOOK_EVERY_MILLIS = 200;

    public static Command of(String side, Path log, IntFunction<List<String>> words) {
        return new Command(side, words, () -> {}, log);
    }

    @Override
    public Sample round(String scenario, int round) {
        before.run();
        ProcessBuilder builder = new ProcessBuilder(words.apply(round));
        builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .redirectError(Redirect.appendTo(log.toFile()));
        CleanEnvironment.of(builder);
        try {
            long start = System.nanoTime();
            Process process = builder.start();
            double peakBytes = 0;
            while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                peakBytes = Math.max(peakBytes, PeakMemory.bytesOf(process));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            int exitCode = process.exitValue();
            if (exitCode != 0) {
                throw new IllegalStateException(
                        "Failed to run " + side + ": it ended with " + exitCode + ", see " + log);
            }
            return new Sample(seconds, Map.of(Sample.PEAK_BYTES, peakBytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String digest(String scenario) {
        return "";
    }
}
