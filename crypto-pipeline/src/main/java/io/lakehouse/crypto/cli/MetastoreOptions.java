package io.lakehouse.crypto.cli;

import io.lakehouse.core.session.HiveMetastore;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the Hive metastore of a command. */
final class MetastoreOptions {

    static final String OPTION = "--metastore";

    private static final Logger LOG = LoggerFactory.getLogger(MetastoreOptions.class);
    private static final String LOCAL = "file://";
    private static final String FOLDER = "-metastore";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = OPTION,
            paramLabel = "ADDRESS",
            description = "jdbc:postgresql://HOST:PORT/DATABASE with METASTORE_USER and METASTORE_PASSWORD in the"
                    + " environment, thrift://HOST:PORT, or the folder of an embedded one (default: as configured by"
                    + " spark-submit or hive-site.xml, else a private folder beside the warehouse)")
    private Optional<String> address = Optional.empty();

    /** The metastore for a session: the one from spark-submit or hive-site.xml first, then the one from the option. */
    HiveMetastore of(SessionSpec session, Warehouse warehouse) {
        if (session.knowsMetastore()) {
            address.ifPresent(
                    given -> LOG.warn("{} is ignored: spark-submit or hive-site.xml sets another metastore", OPTION));
            return HiveMetastore.configured();
        }
        return named().orElseGet(() -> HiveMetastore.embedded(folderFor(warehouse)));
    }

    /** The metastore from the option, if it is given. */
    Optional<HiveMetastore> named() {
        try {
            return address.map(given -> HiveMetastore.at(given, System.getenv()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /**
     * The folder of the embedded metastore. It is beside the warehouse, so that it is the same from every working
     * directory.
     */
    private static Path folderFor(Warehouse warehouse) {
        return warehouse.root().startsWith(LOCAL)
                ? Path.of(warehouse.root().substring(LOCAL.length()) + FOLDER)
                : Path.of("lakehouse" + FOLDER);
    }
}
