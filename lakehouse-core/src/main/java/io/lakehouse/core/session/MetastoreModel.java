package io.lakehouse.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lakehouse.core.error.InvalidSettingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.jdo.PersistenceManager;
import org.apache.hadoop.hive.metastore.model.MVersionTable;
import org.datanucleus.api.jdo.JDOPersistenceManagerFactory;
import org.datanucleus.store.schema.SchemaAwareStoreManager;

/** The persistent classes of Spark's built-in Hive metastore, taken from their JDO mapping. */
final class MetastoreModel implements AutoCloseable {

    private static final String MAPPING = "package.jdo";
    private static final String PACKAGE = "org.apache.hadoop.hive.metastore.model.";
    private static final Pattern CLASS = Pattern.compile("<class name=\"([^\"]+)\"[^>]*>");
    private static final Pattern TABLE = Pattern.compile("\\stable\\s*=\\s*\"([^\"]+)\"");
    private static final Pattern EMBEDDED = Pattern.compile("<class [^>]*embedded-only=\"true\"[^>]*>");
    /** The table that generates row ids for the others; no class is mapped to it. */
    private static final String SEQUENCES = "SEQUENCE_TABLE";

    private final JDOPersistenceManagerFactory factory;

    private MetastoreModel(JDOPersistenceManagerFactory factory) {
        this.factory = factory;
    }

    /**
     * Connects to a database.
     *
     * @param createsTables whether tables may be created
     */
    static MetastoreModel connect(HiveMetastore.Jdbc database, boolean createsTables) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("javax.jdo.option.ConnectionURL", database.url());
        settings.put("javax.jdo.option.ConnectionDriverName", database.driver());
        settings.put("javax.jdo.option.ConnectionUserName", database.user());
        settings.put("javax.jdo.option.ConnectionPassword", database.password());
        // The naming and id generation that Hive's own connection expects.
        settings.put("datanucleus.identifierFactory", "datanucleus1");
        settings.put("datanucleus.rdbms.useLegacyNativeValueStrategy", "true");
        settings.put("datanucleus.connectionPoolingType", "None");
        settings.put("datanucleus.schema.autoCreateAll", String.valueOf(createsTables));
        return new MetastoreModel(new JDOPersistenceManagerFactory(settings));
    }

    /** The names of all tables, sorted. */
    static Set<String> tables() {
        String mapping = EMBEDDED.matcher(mapping()).replaceAll("");
        Set<String> tables = new TreeSet<>(names(TABLE, mapping).toList());
        tables.add(SEQUENCES);
        return tables;
    }

    private static Stream<String> names(Pattern pattern, String mapping) {
        return pattern.matcher(mapping).results().map((MatchResult found) -> found.group(1));
    }

    private static String mapping() {
        try (InputStream mapping = MetastoreModel.class.getClassLoader().getResourceAsStream(MAPPING)) {
            if (mapping == null) {
                throw new InvalidSettingException("Cannot read the schema of a Hive metastore: spark-hive is not on"
                        + " the class path. Add org.apache.spark:spark-hive_2.12 in Spark's version.");
            }
            return new String(mapping.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read the mapping of the Hive metastore: " + e + ".", e);
        }
    }

    /** Creates the missing tables, each in its own transaction. */
    void createTables() {
        Set<String> classes = new LinkedHashSet<>(
                names(CLASS, mapping()).map(name -> PACKAGE + name).toList());
        SchemaAwareStoreManager store =
                (SchemaAwareStoreManager) factory.getNucleusContext().getStoreManager();
        store.createSchemaForClasses(classes, new Properties());
    }

    /** Returns the recorded version of the schema, and records the given one if there is none. */
    String recordVersion(String version) {
        PersistenceManager session = factory.getPersistenceManager();
        try {
            // Serializable, so that one of two concurrent creations sees the version of the other: Hive rejects a
            // schema with two versions.
            session.currentTransaction().setIsolationLevel("serializable");
            session.currentTransaction().begin();
            for (MVersionTable recorded : session.getExtent(MVersionTable.class)) {
                return recorded.getSchemaVersion();
            }
            session.makePersistent(new MVersionTable(version, "Created for Spark's Hive client"));
            session.currentTransaction().commit();
            return version;
        } finally {
            if (session.currentTransaction().isActive()) {
                session.currentTransaction().rollback();
            }
            session.close();
        }
    }

    @Override
    public void close() {
        factory.close();
    }
}
