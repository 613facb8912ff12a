package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.crypto.bench.harness.Jvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a user of the pipeline types. */
public final class PipelineCommand {

    private PipelineCommand() {}

    /** A run on recorded answers; its report goes beside the warehouse. */
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

    /** The same for a history at once, with both compilers of Java, as docs/cli.md advises. */
    public static List<String> runAtOnce(Path input, Path warehouse) {
        List<String> words = new ArrayList<>(List.of("env", "CRYPTO_PIPELINE_JAVA_OPTS=-XX:TieredStopAtLevel=4"));
        words.addAll(run(input, warehouse));
        return words;
    }
}
