package io.lakehouse.crypto.bench;

import java.nio.file.Path;
import java.util.List;

/** What a user of the pipeline types. */
final class PipelineCommand {

    private PipelineCommand() {}

    /** A run on recorded answers; its report goes beside the warehouse. */
    static List<String> run(Path input, Path warehouse) {
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
}
