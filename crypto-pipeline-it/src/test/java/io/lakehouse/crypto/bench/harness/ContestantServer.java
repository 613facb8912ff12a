package io.lakehouse.crypto.bench.harness;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import io.lakehouse.crypto.bench.report.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The command loop of a contestant's JVM: reads one command per line from standard input and answers each with a line
 * of JSON.
 */
public final class ContestantServer {

    /** Marks an answer, because engines print to the same stream. */
    static final String ANSWER = "@answer ";

    static final String PREPARE = "prepare";
    static final String ROUND = "round";
    static final String DIGEST = "digest";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Contestant contestant;
    private Optional<SparkMeter> meter = Optional.empty();

    private ContestantServer(Contestant contestant) {
        this.contestant = contestant;
    }

    /** Executes commands until the input ends. */
    public static void serve(Contestant contestant, PrintStream answers) throws IOException {
        new ContestantServer(contestant).obey(answers);
    }

    private void obey(PrintStream answers) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            String[] words = command.split("\t", -1);
            answers.println(ANSWER + JSON.writeValueAsString(answer(words)));
            answers.flush();
        }
    }

    private Object answer(String[] words) {
        return switch (words[0]) {
            case PREPARE -> prepare();
            case ROUND -> round(words[1], Integer.parseInt(words[2]));
            case DIGEST -> contestant.digest(words[1]);
            default -> throw new IllegalArgumentException("Unknown command '" + words[0] + "'");
        };
    }

    private String prepare() {
        contestant.prepare();
        meter = contestant.spark().map(SparkMeter::on);
        System.gc(); // frees the memory used to prepare: eight JVMs that hold on to it are too many for one machine
        return "";
    }

    private Sample round(String scenario, int round) {
        contestant.beforeRound(scenario, round);
        System.gc(); // so that this round does not pay for the garbage of earlier rounds
        meter.ifPresent(SparkMeter::reset);
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        Map<String, Double> figures = new HashMap<>(contestant.round(scenario, round));
        double seconds = (System.nanoTime() - start) / 1e9;
        figures.put(Sample.CPU_SECONDS, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
        meter.ifPresent(counted -> figures.putAll(counted.figures()));
        figures.putAll(contestant.afterRound(scenario, round));
        return new Sample(seconds, figures);
    }
}
