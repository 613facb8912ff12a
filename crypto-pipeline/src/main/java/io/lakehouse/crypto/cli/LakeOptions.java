package io.lakehouse.crypto.cli;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import picocli.CommandLine.Option;

/** The options of every command that opens the lakehouse. */
final class LakeOptions {

    @Option(
            names = "--warehouse",
            paramLabel = "URI",
            defaultValue = "lakehouse",
            description = "folder or URI that holds the tables (default: ${DEFAULT-VALUE})")
    private String warehouse = "";

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    @Option(names = "--local", description = "run inside this process; the default unless started by spark-submit")
    private boolean local;

    boolean json() {
        return json;
    }

    Lakehouse open() {
        return open(Warehouse.at(warehouse), local);
    }

    static Lakehouse open(Warehouse warehouse, boolean local) {
        SessionSpec session = SessionSpec.fromEnvironment("crypto-pipeline");
        boolean isSubmitted = session.submitted().containsKey("spark.master");
        return Lakehouse.open(local || !isSubmitted ? session.local() : session, warehouse);
    }
}
