package io.lakehouse.core.session;

import io.lakehouse.core.Redaction;
import io.lakehouse.core.error.InvalidSettingException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * The Hive metastore of a session, for readers that look up tables by name. Passed to {@link SessionSpec#hive}.
 *
 * <pre>{@code
 * HiveMetastore.embedded(Path.of("data/metastore"))                                // one process at a time
 * HiveMetastore.jdbc("jdbc:postgresql://db:5432/metastore", "hive", password)      // its schema must exist
 * HiveMetastore.thrift("thrift://metastore:9083")
 * }</pre>
 */
public sealed interface HiveMetastore {

    /**
     * A Derby database in a folder of its own, which is created if missing. Only one process at a time can use it.
     *
     * @param folder holds the database, its log, and managed tables
     */
    record Embedded(Path folder) implements HiveMetastore {

        public Embedded {
            folder = folder.toAbsolutePath().normalize();
            if (folder.toString().contains(";")) {
                throw new IllegalArgumentException("Invalid metastore folder '" + folder
                        + "': a semicolon ends the name of a Derby database; choose another folder.");
            }
        }

        @Override
        public List<EffectiveSetting> settings() {
            return List.of(
                    HiveSettings.CATALOG.explicit("hive"),
                    HiveSettings.URIS.explicit(""),
                    HiveSettings.CONNECTION_URL.explicit(
                            "jdbc:derby:;databaseName=" + folder.resolve("metastore_db") + ";create=true"),
                    HiveSettings.CONNECTION_DRIVER.explicit("org.apache.derby.jdbc.EmbeddedDriver"),
                    HiveSettings.CREATE_SCHEMA.explicit(true),
                    HiveSettings.VERIFY_SCHEMA.explicit(false),
                    // Hadoop's paths are not escaped; Path.toUri escapes blanks.
                    HiveSettings.WAREHOUSE.explicit(
                            "file://" + folder.resolve("warehouse").toUri().getPath()));
        }
    }

    /**
     * A database that already contains the metastore's schema and is accessed directly from the Spark driver. Its text
     * redacts the password.
     */
    record Jdbc(String url, String user, String password) implements HiveMetastore {

        private static final Map<String, String> DRIVERS = Map.of(
                "postgresql", "org.postgresql.Driver",
                "mysql", "com.mysql.cj.jdbc.Driver",
                "mariadb", "org.mariadb.jdbc.Driver");

        public Jdbc {
            if (driver(url).isEmpty()) {
                throw new IllegalArgumentException("Invalid metastore URL '" + Redaction.show("url", url)
                        + "': use jdbc:mariadb:, jdbc:mysql: or jdbc:postgresql:.");
            }
            if (Redaction.isSecret(url)) {
                throw new IllegalArgumentException("Invalid metastore URL " + Redaction.REPLACEMENT
                        + ": it contains a secret, and URLs are shown and logged; pass the password separately.");
            }
        }

        /** The JDBC driver class for the URL. */
        String driver() {
            return driver(url).orElseThrow();
        }

        private static Optional<String> driver(String url) {
            String[] parts = url.split(":", 3);
            return parts.length == 3 && parts[0].equals("jdbc")
                    ? Optional.ofNullable(DRIVERS.get(parts[1]))
                    : Optional.empty();
        }

        @Override
        public List<EffectiveSetting> settings() {
            return List.of(
                    HiveSettings.CATALOG.explicit("hive"),
                    HiveSettings.URIS.explicit(""),
                    HiveSettings.CONNECTION_URL.explicit(url),
                    HiveSettings.CONNECTION_DRIVER.explicit(driver()),
                    HiveSettings.CONNECTION_USER.explicit(user),
                    HiveSettings.CONNECTION_PASSWORD.explicit(password),
                    HiveSettings.CREATE_SCHEMA.explicit(false),
                    HiveSettings.VERIFY_SCHEMA.explicit(false));
        }

        @Override
        public void requireReady() {
            HiveMetastoreSchema.of(this).require();
        }

        @Override
        public String toString() {
            return "Jdbc[url=" + url + ", user=" + user + ", password=" + Redaction.REPLACEMENT + "]";
        }
    }

    /** The error for an invalid address, which may contain a password. */
    private static IllegalArgumentException invalid(String address) {
        return new IllegalArgumentException("Invalid metastore address '" + Redaction.show("address", address)
                + "': use thrift://HOST:PORT, without a user and without underscores in the host name.");
    }

    /** A metastore service. If it has several addresses, the next one is tried when one does not answer. */
    record Thrift(List<URI> addresses) implements HiveMetastore {

        private static final int CONNECT_MILLIS = 10_000;

        public Thrift {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException(
                        "Invalid metastore: it has no address; use one or more of thrift://HOST:PORT.");
            }
            for (URI address : addresses) {
                boolean isAddress =
                        "thrift".equals(address.getScheme()) && address.getHost() != null && address.getPort() > 0;
                if (!isAddress || address.getRawUserInfo() != null) {
                    throw invalid(address.toString());
                }
            }
        }

        @Override
        public List<EffectiveSetting> settings() {
            return List.of(HiveSettings.CATALOG.explicit("hive"), HiveSettings.URIS.explicit(text()));
        }

        private String text() {
            return addresses.stream().map(URI::toString).collect(Collectors.joining(","));
        }

        @Override
        public void requireReady() {
            IOException last = new IOException();
            for (URI address : addresses) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
                    return;
                } catch (IOException e) {
                    last = e;
                }
            }
            throw MetastoreErrors.unreachable(text(), last);
        }
    }

    /** The metastore that {@code spark-submit} or a {@code hive-site.xml} already configures for the session. */
    record Configured() implements HiveMetastore {

        @Override
        public List<EffectiveSetting> settings() {
            return List.of(HiveSettings.CATALOG.explicit("hive"));
        }
    }

    /** The metastore that {@code spark-submit} or a {@code hive-site.xml} already configures for the session. */
    static HiveMetastore configured() {
        return new Configured();
    }

    /**
     * The metastore at an address: {@code thrift://HOST:PORT}, or several of these separated by commas; a {@code jdbc:}
     * URL, whose user and password come from {@code METASTORE_USER} and {@code METASTORE_PASSWORD}; anything else is
     * the folder of an embedded metastore.
     *
     * @throws IllegalArgumentException if the address is invalid
     * @throws InvalidSettingException if the address is a {@code jdbc:} URL and {@code METASTORE_USER} is unset
     */
    static HiveMetastore at(String address, Map<String, String> environment) {
        return MetastoreAddress.parse(address, environment);
    }

    /**
     * The metastore service or database that a Hadoop configuration names; empty if it names neither, for example when
     * the metastore is embedded.
     */
    static Optional<HiveMetastore> from(Configuration configuration) {
        return MetastoreAddress.of(configuration);
    }

    /**
     * The time limit of a registration: {@code METASTORE_REGISTRATION_TIMEOUT} seconds, 120 unless set.
     *
     * @throws InvalidSettingException if the variable is not a whole number from 1 to 86400
     */
    static Duration registrationTimeout(Map<String, String> environment) {
        return RegistrationTimeout.of(new Environment(environment));
    }

    /** A Derby database in a folder, which is created if missing. Only one process at a time can use it. */
    static HiveMetastore embedded(Path folder) {
        return new Embedded(folder);
    }

    /**
     * A database that already contains the metastore's schema.
     *
     * @param url {@code jdbc:postgresql:}, {@code jdbc:mysql:} or {@code jdbc:mariadb:}, without a password in it
     */
    static HiveMetastore jdbc(String url, String user, String password) {
        return new Jdbc(url, user, password);
    }

    /** A metastore service at {@code thrift://HOST:PORT}, and further addresses to fail over to. */
    static HiveMetastore thrift(String address, String... others) {
        List<String> all = new ArrayList<>(List.of(address));
        all.addAll(Arrays.asList(others));
        List<URI> addresses = new ArrayList<>();
        for (String each : all) {
            try {
                addresses.add(new URI(each));
            } catch (URISyntaxException e) {
                // Not set as the cause: its message contains the text, which may hold a password.
                throw invalid(each);
            }
        }
        return new Thrift(addresses);
    }

    /**
     * Checks without a Spark session that the metastore is usable: one address of a service must accept connections,
     * and a database must accept the user and contain the schema. Both checks may block for as long as the connection
     * takes. An embedded metastore is not checked.
     *
     * @throws MetastoreUnavailableException if it is not usable, with the reason and the remedy
     */
    default void requireReady() {}

    /**
     * The settings that connect a session to the metastore, including the password. An empty value clears a setting of
     * another kind of metastore.
     */
    List<EffectiveSetting> settings();
}
