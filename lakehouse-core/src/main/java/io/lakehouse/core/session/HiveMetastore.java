package io.lakehouse.core.session;

import io.lakehouse.core.Redaction;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
                    HiveSettings.CONNECTION_DRIVER.explicit(driver(url).orElseThrow()),
                    HiveSettings.CONNECTION_USER.explicit(user),
                    HiveSettings.CONNECTION_PASSWORD.explicit(password),
                    HiveSettings.CREATE_SCHEMA.explicit(false),
                    HiveSettings.VERIFY_SCHEMA.explicit(false));
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
            return List.of(
                    HiveSettings.CATALOG.explicit("hive"),
                    HiveSettings.URIS.explicit(
                            addresses.stream().map(URI::toString).collect(Collectors.joining(","))));
        }
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

    /** The settings that connect a session to it, the password among them. An empty one undoes that of another kind. */
    List<EffectiveSetting> settings();
}
