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

/** The one place where a spec becomes a session, and where its secrets are not hidden. */
final class SessionOpening {

    private static final String HIVE_CLASS = "org/apache/spark/sql/hive/HiveSessionStateBuilder.class";
    private static final String DERBY_PREFIX = "jdbc:derby:;databaseName=";
    private static final String DERBY_LOG = "derby.stream.error.file";

    private SessionOpening() {}

    /** Every effective setting with its true value, sorted by key. */
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
            // Who asks for a local session does not mean the cluster.
            if (!spec.isLocal() || !key.equals(SparkSettings.MASTER.key())) {
                effective.put(key, new EffectiveSetting(key, value, SettingSource.SUBMITTED, "set by spark-submit"));
            }
        });
        keepTogether(effective, SparkSettings.EXECUTOR_MEMORY, SparkSettings.EXECUTOR_MEMORY_OVERHEAD);
        return List.copyOf(effective.values());
    }

    /** Two shares of one container fit it together only: when one is given otherwise, the other says nothing. */
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
        // Spark would take up a context that is there, with its settings instead of these.
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

    /** Derby knows its log file by a system property only. */
    private static void keepDerbyLogOutOfTheWorkingDirectory(Map<String, String> conf) {
        String url = conf.getOrDefault(HiveSettings.CONNECTION_URL.key(), "");
        if (!url.startsWith(DERBY_PREFIX)) {
            return;
        }
        Path database = Path.of(url.substring(DERBY_PREFIX.length()).split(";", 2)[0]);
        try {
            makePrivate(database.resolveSibling("").normalize());
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to make the folder of the metastore " + database + ": " + e, e);
        }
        System.setProperty(DERBY_LOG, database.resolveSibling("derby.log").toString());
    }

    /** Makes the folder, if it is missing, for its owner alone: Derby knows no passwords. */
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

    /** Spark's own error does not say who asked for the folder. */
    private static void requireEventLogFolder(Map<String, String> conf) {
        String folder = conf.getOrDefault(SparkSettings.EVENT_LOG_DIR.key(), "");
        boolean isUri = folder.startsWith("file:/");
        // A URI may be escaped, which a path is not.
        String path = isUri ? URI.create(folder.replace(" ", "%20")).getPath() : folder;
        if ((isUri || folder.startsWith("/")) && !Files.isDirectory(Path.of(path))) {
            throw new InvalidSettingException("Invalid event log folder '" + folder + "' ("
                    + SparkSettings.EVENT_LOG_DIR.key() + ", or SPARK_EVENT_LOG_DIR): there is no such folder."
                    + " Make it first.");
        }
    }
}
