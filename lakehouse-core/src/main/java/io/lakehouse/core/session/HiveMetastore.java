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
 * The Hive metastore of a session, for those who find tables by name. Given to {@link SessionSpec#hive}.
 *
 * <pre>{@code
 * HiveMetastore.embedded(Path.of("data/metastore"))                                // one process at a time
 * HiveMetastore.jdbc("jdbc:postgresql://db:5432/metastore", "hive", password)      // its schema must be there
 * HiveMetastore.thrift("thrift://metastore:9083")
 * }</pre>
 */
public sealed interface HiveMetastore {

    /**
     * A Derby database in a folder of its own, made when missing. One process at a time can use it.
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

    /** A database that holds the metastore's schema already, reached from the driver. Its text hides the password. */
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
                        + ": it holds a secret, and URLs are shown and logged; give the password by itself.");
            }
        }

        /** The class of the driver that the URL takes. */
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

    /** The error for an address, which may hold a password. */
    private static IllegalArgumentException invalid(String address) {
        return new IllegalArgumentException("Invalid metastore address '" + Redaction.show("address", address)
                + "': use thrift://HOST:PORT, without a user, the host name without underscores.");
    }

    /** A metastore service; of several addresses another is tried when one does not answer. */
    record Thrift(List<URI> addresses) implements HiveMetastore {

        private static final int CONNECT_MILLIS = 10_000;

        public Thrift {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException(
                        "Invalid metastore: it has no address; use thrift://HOST:PORT, one or several.");
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

    /** The metastore that the session knows anyway, by {@code spark-submit} or by a {@code hive-site.xml}. */
    record Configured() implements HiveMetastore {

        @Override
        public List<EffectiveSetting> settings() {
            return List.of(HiveSettings.CATALOG.explicit("hive"));
        }
    }

    /** The metastore that the session knows anyway, by {@code spark-submit} or by a {@code hive-site.xml}. */
    static HiveMetastore configured() {
        return new Configured();
    }

    /**
     * The metastore at an address: {@code thrift://HOST:PORT}, several with commas between them; a {@code jdbc:} URL,
     * whose user and password are {@code METASTORE_USER} and {@code METASTORE_PASSWORD}; else the folder of an embedded
     * one.
     *
     * @throws IllegalArgumentException if there can be no metastore at such an address
     * @throws InvalidSettingException if the address is a URL and no user is named
     */
    static HiveMetastore at(String address, Map<String, String> environment) {
        return MetastoreAddress.parse(address, environment);
    }

    /**
     * The service or the database that a configuration names; empty when it names none of those that this type knows,
     * as for an embedded metastore.
     */
    static Optional<HiveMetastore> from(Configuration configuration) {
        return MetastoreAddress.of(configuration);
    }

    /**
     * How long a registration may take: {@code METASTORE_REGISTRATION_TIMEOUT} seconds, 120 unless set.
     *
     * @throws InvalidSettingException if the variable holds anything but a whole number from 1 to 86400
     */
    static Duration registrationTimeout(Map<String, String> environment) {
        return RegistrationTimeout.of(new Environment(environment));
    }

    /** A Derby database in a folder, made when missing; one process at a time can use it. */
    static HiveMetastore embedded(Path folder) {
        return new Embedded(folder);
    }

    /**
     * A database that holds the metastore's schema.
     *
     * @param url {@code jdbc:postgresql:}, {@code jdbc:mysql:} or {@code jdbc:mariadb:}, without a password in it
     */
    static HiveMetastore jdbc(String url, String user, String password) {
        return new Jdbc(url, user, password);
    }

    /** A metastore service at {@code thrift://HOST:PORT}, and others that may stand in for it. */
    static HiveMetastore thrift(String address, String... others) {
        List<String> all = new ArrayList<>(List.of(address));
        all.addAll(Arrays.asList(others));
        List<URI> addresses = new ArrayList<>();
        for (String each : all) {
            try {
                addresses.add(new URI(each));
            } catch (URISyntaxException e) {
                // Not as the cause: it shows the text, which may hold a password.
                throw invalid(each);
            }
        }
        return new Thrift(addresses);
    }

    /**
     * Looks whether the metastore can be used, without a session: whether one address of a service accepts connections,
     * whether a database lets the user in and holds the schema. Waits for both as long as they take; says nothing of an
     * embedded one.
     *
     * @throws MetastoreUnavailableException if not, with the reason and the remedy
     */
    default void requireReady() {}

    /** The settings that connect a session to it, the password among them. An empty one undoes that of another kind. */
    List<EffectiveSetting> settings();
}
