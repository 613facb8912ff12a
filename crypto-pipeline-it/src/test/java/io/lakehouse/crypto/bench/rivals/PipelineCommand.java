package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.crypto.bench.harness.Jvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands that a user of the pipeline would type. */
public final class PipelineCommand {

    private PipelineCommand() {}

    /** A run on recorded API responses. Its report is written next to the warehouse. */
    public static List<String> run(Path input, Path warehouse) {
        return List.of(
                Jvm.ROOT.resolve("bin/crypto-pipeline").toString(),
                "run",
                "--source",
                "replay",
                "--input",
                input.toString(),
                "--warehouse",
                warehouse.toString(),
                "--report",
                warehouse.resolveSibling(warehouse.getFileName() + "-report").toString());
    }

    /** The same for a whole history at once, with both of Java's JIT compilers, as docs/cli.md recommends. */
    public static List<String> runAtOnce(Path input, Path warehouse) {
        List<String> words = new ArrayList<>(List.of("env", "CRYPTO_PIPELINE_JAVA_OPTS=-XX:TieredStopAtLevel=4"));
        words.addAll(run(input, warehouse));
        return words;
    }
}
