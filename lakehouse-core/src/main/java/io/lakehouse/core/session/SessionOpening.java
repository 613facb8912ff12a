package io.lakehouse.core.session;

import io.lakehouse.core.error.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext$;
import org.apache.spark.sql.SparkSession;

/** Opens a session from a spec. This is the only place where secrets are not redacted. */
final class SessionOpening {

    private static final String HIVE_CLASS = "org/apache/spark/sql/hive/HiveSessionStateBuilder.class";
    private static final String DERBY_PREFIX = "jdbc:derby:;databaseName=";
    private static final String DERBY_LOG = "derby.stream.error.file";

    private SessionOpening() {}

    /** All effective settings with their actual values, sorted by key. */
    static List<EffectiveSetting> effective(SessionSpec spec) {
        Environment variables = new Environment(spec.environment());
        List<EffectiveSetting> tuned = spec.isLocal()
                ? SparkSettings.forLocal(variables, spec.machine())
                : SparkSettings.forCluster(variables);
        Map<String, EffectiveSetting> effective = new TreeMap<>();
        for (List<EffectiveSetting> layer : List.of(
                List.of(SparkSettings.APP_NAME.byDefault(spec.appName())),
                tuned,
                spec.libraryDefaults(),
                spec.explicit())) {
            layer.forEach(setting -> effective.merge(
                    setting.key(), setting, (old, fresh) -> fresh.source().compareTo(old.source()) >= 0 ? fresh : old));
        }
        spec.submitted().forEach((key, value) -> {
            // A spec for a local session overrides the submitted master.
            if (!spec.isLocal() || !key.equals(SparkSettings.MASTER.key())) {
                effective.put(key, new EffectiveSetting(key, value, SettingSource.SUBMITTED, "set by spark-submit"));
            }
        });
        keepTogether(effective, SparkSettings.EXECUTOR_MEMORY, SparkSettings.EXECUTOR_MEMORY_OVERHEAD);
        return List.copyOf(effective.values());
    }

    /**
     * Removes the weaker of two settings that split one container, if they come from different sources: they fit the
     * container only together.
     */
    private static void keepTogether(
            Map<String, EffectiveSetting> effective, SparkSetting<?> heap, SparkSetting<?> overhead) {
        EffectiveSetting first = effective.get(heap.key());
        EffectiveSetting second = effective.get(overhead.key());
        if (first != null && second != null && first.source() != second.source()) {
            EffectiveSetting weaker = first.source().compareTo(second.source()) < 0 ? first : second;
            effective.remove(weaker.key());
        }
    }

    static SparkSession open(SessionSpec spec) {
        Map<String, String> conf = new LinkedHashMap<>();
        effective(spec).forEach(setting -> conf.put(setting.key(), setting.value()));
        JvmRequirements.require(spec.appName(), spec.machine());
        if (!conf.containsKey(SparkSettings.MASTER.key())) {
            throw new InvalidSettingException("Cannot open the session " + spec.appName()
                    + ": it names no master. Start the program through spark-submit, or call local().");
        }
        requireHive(spec.appName(), conf);
        // Spark would reuse an existing context, with its settings instead of these.
        if (SparkContext$.MODULE$.getActive().isDefined()) {
            throw new InvalidSettingException("Cannot open the session " + spec.appName()
                    + ": this JVM has a Spark session already, and opening another would change its settings."
                    + " Use that one, or stop it first.");
        }
        requireEventLogFolder(conf);
        keepDerbyLogOutOfTheWorkingDirectory(conf);
        SparkSession.Builder builder = SparkSession.builder();
        conf.forEach(builder::config);
        return builder.getOrCreate();
    }

    private static void requireHive(String appName, Map<String, String> conf) {
        if (!"hive".equals(conf.get(HiveSettings.CATALOG.key()))) {
            return;
        }
        if (SessionOpening.class.getClassLoader().getResource(HIVE_CLASS) == null) {
            throw new InvalidSettingException("Cannot open the session " + appName
                    + " with a Hive metastore: spark-hive is not on the class path. Add"
                    + " org.apache.spark:spark-hive_2.12 in Spark's version, or leave out hive(...).");
        }
    }

    /** Sets the location of Derby's log by system property, the only way that Derby supports. */
    private static void keepDerbyLogOutOfTheWorkingDirectory(Map<String, String> conf) {
        String url = conf.getOrDefault(HiveSettings.CONNECTION_URL.key(), "");
        if (!url.startsWith(DERBY_PREFIX)) {
            return;
        }
        Path database = Path.of(url.substring(DERBY_PREFIX.length()).split(";", 2)[0]);
        try {
            makePrivate(database.resolveSibling("").normalize());
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to create the folder of the metastore " + database + ": " + e, e);
        }
        System.setProperty(DERBY_LOG, database.resolveSibling("derby.log").toString());
    }

    /** Creates the folder, if it is missing, with access for its owner only: Derby has no passwords. */
    private static void makePrivate(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder.resolveSibling(""));
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(folder);
        }
    }

    /** Checks the event log folder, because Spark's own error does not name the setting it comes from. */
    private static void requireEventLogFolder(Map<String, String> conf) {
        String folder = conf.getOrDefault(SparkSettings.EVENT_LOG_DIR.key(), "");
        boolean isUri = folder.startsWith("file:/");
        // A URI may be escaped; a path is not.
        String path = isUri ? URI.create(folder.replace(" ", "%20")).getPath() : folder;
        if ((isUri || folder.startsWith("/")) && !Files.isDirectory(Path.of(path))) {
            throw new InvalidSettingException(
                    "Invalid event log folder '" + folder + "' (" + SparkSettings.EVENT_LOG_DIR.key()
                            + ", or SPARK_EVENT_LOG_DIR): the folder does not exist. Create it first.");
        }
    }
}
