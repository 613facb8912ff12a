package io.lakehouse.delta;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.session.SparkSetting;
import io.lakehouse.delta.storage.FaultyLogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test an empty {@link Lakehouse} of its own on the one local session of the JVM. */
public final class LakehouseFixture implements ParameterResolver {

    private static final SparkSetting<String> LOG_STORE =
            new SparkSetting<>("spark.delta.logStore.file.impl", String.class, "faults can be injected");
    private static final Namespace NAMESPACE = Namespace.create(LakehouseFixture.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Lakehouse.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        SharedSession session = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(SharedSession.class, key -> new SharedSession(), SharedSession.class);
        Folder folder = context.getStore(NAMESPACE).computeIfAbsent(Folder.class, key -> new Folder(), Folder.class);
        Lakehouse lake = Lakehouse.on(session.spark(), Warehouse.at(folder.path));
        folder.lakes.add(lake);
        return lake;
    }

    private static final class SharedSession implements AutoCloseable {

        private final Lakehouse owner;

        SharedSession() {
            owner = Lakehouse.open(
                    SessionSpec.fromEnvironment("tests").local().set(LOG_STORE, FaultyLogStore.class.getName()),
                    Warehouse.at(System.getProperty("java.io.tmpdir")));
        }

        SparkSession spark() {
            return owner.spark();
        }

        @Override
        public void close() {
            owner.close();
        }
    }

    private static final class Folder implements AutoCloseable {

        private final Path path;
        private final List<Lakehouse> lakes = new ArrayList<>();

        Folder() {
            try {
                path = Files.createTempDirectory("lake house ");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            lakes.forEach(Lakehouse::close); // waits for checkpoints
            try (Stream<Path> all = Files.walk(path)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
