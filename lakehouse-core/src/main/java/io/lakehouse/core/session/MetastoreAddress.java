package io.lakehouse.core.session;

import io.lakehouse.core.Redaction;
import io.lakehouse.core.error.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** Parses the address of a metastore from text or from a Hadoop configuration. */
final class MetastoreAddress {

    private static final String USER = "METASTORE_USER";
    private static final String PASSWORD = "METASTORE_PASSWORD";

    private MetastoreAddress() {}

    static Optional<HiveMetastore> of(Configuration configuration) {
        String[] addresses = configuration.getTrimmedStrings(hadoopKey(HiveSettings.URIS));
        try {
            if (addresses.length > 0) {
                return Optional.of(HiveMetastore.thrift(addresses[0], others(addresses)));
            }
            String url = configuration.getTrimmed(hadoopKey(HiveSettings.CONNECTION_URL), "");
            return Optional.of(HiveMetastore.jdbc(
                    url,
                    configuration.getTrimmed(hadoopKey(HiveSettings.CONNECTION_USER), ""),
                    password(configuration)));
        } catch (IllegalArgumentException e) {
            // Neither of the supported kinds, for example an embedded metastore; this is no error.
            return Optional.empty();
        }
    }

    static HiveMetastore parse(String address, Map<String, String> environment) {
        if (address.startsWith("thrift:")) {
            String[] addresses = address.split(",", -1);
            return HiveMetastore.thrift(addresses[0], others(addresses));
        } else if (address.startsWith("jdbc:")) {
            String user = new Environment(environment)
                    .text(USER)
                    .orElseThrow(() -> new InvalidSettingException("Invalid environment variable " + USER
                            + ": it is unset, and a metastore in a database needs a user. Set it, and " + PASSWORD
                            + " if the user has a password."));
            return HiveMetastore.jdbc(address, user, environment.getOrDefault(PASSWORD, ""));
        } else if (address.isBlank() || address.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            throw new IllegalArgumentException("Invalid metastore '" + Redaction.show("address", address)
                    + "': use a folder, jdbc:postgresql://HOST:PORT/DATABASE or thrift://HOST:PORT.");
        }
        return HiveMetastore.embedded(Path.of(address));
    }

    /**
     * Whether the settings of {@code spark-submit} name a metastore, or a {@code hive-site.xml} exists that may name
     * one.
     */
    static boolean isKnown(Map<String, String> submitted) {
        return Stream.of(HiveSettings.URIS.key(), HiveSettings.CONNECTION_URL.key(), "spark.hive.metastore.uris")
                        .anyMatch(key -> !submitted.getOrDefault(key, "").isBlank())
                || MetastoreAddress.class.getClassLoader().getResource("hive-site.xml") != null;
    }

    private static String[] others(String[] addresses) {
        return Arrays.copyOfRange(addresses, 1, addresses.length);
    }

    /** Reads the password from the configuration or from a Hadoop credential store. */
    private static String password(Configuration configuration) {
        try {
            char[] password = configuration.getPassword(hadoopKey(HiveSettings.CONNECTION_PASSWORD));
            return password == null ? "" : new String(password);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read the password of the metastore: " + e + ".", e);
        }
    }

    /** The key without its prefix: Spark passes settings of this prefix to Hadoop without it. */
    static String hadoopKey(SparkSetting<?> setting) {
        return setting.key().substring("spark.hadoop.".length());
    }
}
