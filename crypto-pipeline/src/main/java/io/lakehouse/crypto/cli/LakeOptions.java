package io.lakehouse.crypto.cli;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
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

    @Option(
            names = "--local",
            description = "run Spark inside this process (default: true unless started by spark-submit)")
    private boolean local;

    @Mixin
    private OutputOptions output = new OutputOptions();

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
        return output.json();
    }

    Lakehouse open() {
        return open(warehouse, local);
    }

    /** Opens the lakehouse with a session that also finds tables by name. */
    Lakehouse open(MetastoreOptions metastore) {
        SessionSpec session = session();
        return Lakehouse.open(session.hive(metastore.of(session, warehouse)), warehouse);
    }

    SessionSpec session() {
        return session(local);
    }

    static Lakehouse open(Warehouse warehouse, boolean local) {
        return Lakehouse.open(session(local), warehouse);
    }

    private static SessionSpec session(boolean local) {
        SessionSpec session = SessionSpec.fromEnvironment("crypto-pipeline");
        boolean isSubmitted = session.submitted().containsKey("spark.master");
        return local || !isSubmitted ? session.local() : session;
    }
}
