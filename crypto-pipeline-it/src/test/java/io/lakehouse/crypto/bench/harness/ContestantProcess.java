package io.lakehouse.crypto.bench.harness;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lakehouse.crypto.bench.report.Sample;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A contestant in its own JVM, which is kept for all rounds. */
public final class ContestantProcess implements Competitor, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String side;
    private final Path log;
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private ContestantProcess(String side, Path log, Process process) {
        this.side = side;
        this.log = log;
        this.process = process;
        this.commands = process.outputWriter();
        this.answers = process.inputReader();
    }

    /**
     * Starts a contestant and lets it prepare.
     *
     * @param program the main class of its JVM, which looks up the contestant by the name of the benchmark and its
     *     side, and serves it
     */
    public static ContestantProcess start(
            Class<?> program, Benchmark benchmark, String side, Jvm jvm, Parameters parameters, Path log) {
        List<String> arguments = new ArrayList<>(List.of(benchmark.name(), side));
        arguments.addAll(parameters.toArguments());
        ProcessBuilder builder = new ProcessBuilder(jvm.command(program, arguments));
        builder.redirectError(Redirect.appendTo(log.toFile()));
        CleanEnvironment.of(builder);
        try {
            ContestantProcess started = new ContestantProcess(side, log, builder.start());
            started.ask(new TypeReference<String>() {}, ContestantServer.PREPARE);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String side() {
        return side;
    }

    @Override
    public Sample round(String scenario, int round) {
        return ask(new TypeReference<>() {}, ContestantServer.ROUND, scenario, Integer.toString(round));
    }

    @Override
    public String digest(String scenario) {
        return ask(new TypeReference<>() {}, ContestantServer.DIGEST, scenario);
    }

    private <T> T ask(TypeReference<T> type, String... words) {
        try {
            commands.write(String.join("\t", words));
            commands.newLine();
            commands.flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(ContestantServer.ANSWER)) {
                    return JSON.readValue(line.substring(ContestantServer.ANSWER.length()), type);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to ask " + side + " to " + words[0] + ": see " + log, e);
        }
        throw new IllegalStateException("Failed to let " + side + " " + words[0] + ": its JVM has ended, see " + log);
    }

    /** Lets the contestant close its resources. A JVM that does not exit in time is killed. */
    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
