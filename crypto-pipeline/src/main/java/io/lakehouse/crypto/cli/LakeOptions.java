package io.lakehouse.crypto.cli;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that opens the lakehouse. */
final class LakeOptions {

    @Option(
            names = "--warehouse",
            paramLabel = "URI",
            defaultValue = "lakehouse",
            converter = WarehouseParameter.class,
            description = "folder or URI that holds the tables (default: ${DEFAULT-VALUE})")
    private Warehouse warehouse = Warehouse.at("lakehouse");

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    @Option(names = "--local", description = "run inside this process; the default unless started by spark-submit")
    private boolean local;

    /** A warehouse named on the command line. */
    static final class WarehouseParameter implements ITypeConverter<Warehouse> {

        @Override
        public Warehouse convert(String location) {
            try {
                return Warehouse.at(location);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    boolean json() {
        return json;
    }

    Lakehouse open() {
        return open(warehouse, local);
    }

    static Lakehouse open(Warehouse warehouse, boolean local) {
        SessionSpec session = SessionSpec.fromEnvironment("crypto-pipeline");
        boolean isSubmitted = session.submitted().containsKey("spark.master");
        return Lakehouse.open(local || !isSubmitted ? session.local() : session, warehouse);
    }
}
