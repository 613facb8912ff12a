package io.lakehouse.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.lakehouse.core.error.InvalidSettingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HiveMetastoreTest {

    /** What the metastore adds to a session. */
    private static Map<String, String> added(HiveMetastore metastore) {
        SessionSpec plain = SessionSpec.builder().appName("prices").build();
        Map<String, String> conf = plain.hive(metastore).toConf();
        plain.toConf().keySet().forEach(conf::remove);
        return conf;
    }

    @Test
    void embeddedMetastoreKeepsToItsFolder() {
        assertThat(added(HiveMetastore.embedded(Path.of("/data/meta/../metastore"))))
                .containsOnly(
                        entry("spark.sql.catalogImplementation", "hive"),
                        entry("spark.hadoop.hive.metastore.uris", ""),
                        entry(
                                "spark.hadoop.javax.jdo.option.ConnectionURL",
                                "jdbc:derby:;databaseName=/data/metastore/metastore_db;create=true"),
                        entry(
                                "spark.hadoop.javax.jdo.option.ConnectionDriverName",
                                "org.apache.derby.jdbc.EmbeddedDriver"),
                        entry("spark.hadoop.datanucleus.schema.autoCreateAll", "true"),
                        entry("spark.hadoop.hive.metastore.schema.verification", "false"),
                        entry("spark.sql.warehouse.dir", "file:///data/metastore/warehouse"));
    }

    @Test
    void refusesAFolderThatDerbyCannotName() {
        assertThatThrownBy(() -> HiveMetastore.embedded(Path.of("/data/a;b")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid metastore folder '/data/a;b': a semicolon ends the name of a Derby database;"
                        + " choose another folder.");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db:5432/metastore, org.postgresql.Driver",
        "jdbc:mysql://db/metastore, com.mysql.cj.jdbc.Driver",
        "jdbc:mariadb://db/metastore, org.mariadb.jdbc.Driver"
    })
    void databaseIsReachedByTheDriverOfItsUrl(String url, String driver) {
        assertThat(added(HiveMetastore.jdbc(url, "hive", "hunter2")))
                .containsOnly(
                        entry("spark.sql.catalogImplementation", "hive"),
                        entry("spark.hadoop.hive.metastore.uris", ""),
                        entry("spark.hadoop.javax.jdo.option.ConnectionURL", url),
                        entry("spark.hadoop.javax.jdo.option.ConnectionDriverName", driver),
                        entry("spark.hadoop.javax.jdo.option.ConnectionUserName", "hive"),
                        entry("spark.hadoop.javax.jdo.option.ConnectionPassword", "*********(redacted)"),
                        entry("spark.hadoop.datanucleus.schema.autoCreateAll", "false"),
                        entry("spark.hadoop.hive.metastore.schema.verification", "false"));
    }

    @Test
    void aPasswordIsNeverShown() {
        assertThat(HiveMetastore.jdbc("jdbc:postgresql://db/metastore", "hive", "hunter2"))
                .hasToString("Jdbc[url=jdbc:postgresql://db/metastore, user=hive, password=*********(redacted)]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "postgresql://db/metastore", "jdbc:oracle:thin:@db", "jdbc:postgresql", "odbc:mysql://db"})
    void refusesADatabaseThatItDoesNotKnow(String url) {
        assertThatThrownBy(() -> HiveMetastore.jdbc(url, "hive", "hunter2"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid metastore URL '" + url + "': use jdbc:mariadb:, jdbc:mysql: or jdbc:postgresql:.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/metastore?user=hive&password=hunter2",
                "jdbc:mysql://hive:hunter2@db/metastore"
            })
    void refusesAPasswordInTheUrlWithoutShowingIt(String url) {
        assertThatThrownBy(() -> HiveMetastore.jdbc(url, "hive", "hunter2"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid metastore URL *********(redacted): it contains a secret, and URLs are shown and"
                        + " logged; pass the password separately.");
    }

    @Test
    void aServiceMayHaveSeveralAddresses() {
        assertThat(added(HiveMetastore.thrift("thrift://a:9083", "thrift://b:9083")))
                .containsOnly(
                        entry("spark.sql.catalogImplementation", "hive"),
                        entry("spark.hadoop.hive.metastore.uris", "thrift://a:9083,thrift://b:9083"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a:9083",
                "thrift://a",
                "thrift:9083",
                "a:9083",
                "a",
                "thrift://my_host:9083",
                "thrift://a b:1"
            })
    void refusesAnAddressThatIsNone(String address) {
        assertThatThrownBy(() -> HiveMetastore.thrift(address))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid metastore address '" + address
                        + "': use thrift://HOST:PORT, without a user and without underscores in the host name.");
    }

    @Test
    void refusesAUserInAnAddressWithoutShowingThePassword() {
        assertThatThrownBy(() -> HiveMetastore.thrift("thrift://hive:hunter2@ms:9083"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid metastore address '*********(redacted)': use thrift://HOST:PORT, without a user"
                        + " and without underscores in the host name.");
    }

    @Test
    void theLastMetastoreCounts() {
        HiveMetastore embedded = HiveMetastore.embedded(Path.of("/data/metastore"));
        HiveMetastore service = HiveMetastore.thrift("thrift://a:9083");
        SessionSpec plain = SessionSpec.builder().appName("prices").build();

        assertThat(plain.hive(service).hive(embedded)).isEqualTo(plain.hive(embedded));
        assertThat(plain.hive(embedded).hive(service)).isEqualTo(plain.hive(service));
    }

    @Test
    void refusesAServiceWithoutAddress() {
        assertThatThrownBy(() -> new HiveMetastore.Thrift(List.of()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid metastore: it has no address; use one or more of thrift://HOST:PORT.");
    }

    @Test
    void anAddressTellsTheKind() {
        Map<String, String> login = Map.of("METASTORE_USER", "hive", "METASTORE_PASSWORD", " hunter2");

        assertThat(HiveMetastore.at("thrift://a:9083,thrift://b:9083", Map.of()))
                .isEqualTo(HiveMetastore.thrift("thrift://a:9083", "thrift://b:9083"));
        assertThat(HiveMetastore.at("jdbc:postgresql://db/metastore", login))
                .isEqualTo(HiveMetastore.jdbc("jdbc:postgresql://db/metastore", "hive", " hunter2"));
        assertThat(HiveMetastore.at("data/metastore", Map.of()))
                .isEqualTo(HiveMetastore.embedded(Path.of("data/metastore")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "http://a:9083", "s3a://bucket/metastore"})
    void refusesWhatIsNoAddress(String address) {
        assertThatThrownBy(() -> HiveMetastore.at(address, Map.of()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid metastore '" + address
                        + "': use a folder, jdbc:postgresql://HOST:PORT/DATABASE or thrift://HOST:PORT.");
    }

    @Test
    void aDatabaseNeedsAUser() {
        assertThatThrownBy(() -> HiveMetastore.at("jdbc:postgresql://db/metastore", Map.of("METASTORE_PASSWORD", "x")))
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Invalid environment variable METASTORE_USER: it is unset, and a metastore in a database"
                        + " needs a user. Set it, and METASTORE_PASSWORD if the user has a password.");
    }

    @Test
    void aConfigurationTellsServiceOrDatabase() {
        Configuration service = new Configuration(false);
        service.set("hive.metastore.uris", "thrift://a:9083, thrift://b:9083");
        Configuration database = new Configuration(false);
        database.set("javax.jdo.option.ConnectionURL", "jdbc:postgresql://db/metastore");
        database.set("javax.jdo.option.ConnectionUserName", "hive");
        database.set("javax.jdo.option.ConnectionPassword", "hunter2");
        Configuration embedded = new Configuration(false);
        embedded.set("javax.jdo.option.ConnectionURL", "jdbc:derby:;databaseName=/data/metastore_db;create=true");

        assertThat(HiveMetastore.from(service)).contains(HiveMetastore.thrift("thrift://a:9083", "thrift://b:9083"));
        assertThat(HiveMetastore.from(database))
                .contains(HiveMetastore.jdbc("jdbc:postgresql://db/metastore", "hive", "hunter2"));
        assertThat(HiveMetastore.from(embedded)).isEmpty();
        assertThat(HiveMetastore.from(new Configuration(false))).isEmpty();
    }

    @Test
    void aConfiguredMetastoreIsLeftAsItIs() {
        SessionSpec submitted = SessionSpec.builder()
                .appName("prices")
                .putSubmitted("spark.hadoop.hive.metastore.uris", "thrift://theirs:9083")
                .build();

        assertThat(added(HiveMetastore.configured())).containsOnly(entry("spark.sql.catalogImplementation", "hive"));
        assertThat(submitted.knowsMetastore()).isTrue();
        assertThat(SessionSpec.builder().appName("prices").build().knowsMetastore())
                .isFalse();
    }

    @Test
    void aRegistrationMayTakeTwoMinutesUnlessTold() {
        assertThat(HiveMetastore.registrationTimeout(Map.of())).isEqualTo(Duration.ofMinutes(2));
        assertThat(HiveMetastore.registrationTimeout(Map.of("METASTORE_REGISTRATION_TIMEOUT", "3")))
                .isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "2.5", "soon", "86401"})
    void refusesAnUnusableTimeoutAlsoInASession(String value) {
        Map<String, String> environment = Map.of("METASTORE_REGISTRATION_TIMEOUT", value);
        String message = "Invalid environment variable METASTORE_REGISTRATION_TIMEOUT='" + value
                + "': use a whole number from 1 to 86400, or unset it.";

        assertThatThrownBy(() -> HiveMetastore.registrationTimeout(environment))
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
        assertThatThrownBy(SessionSpec.builder()
                        .appName("prices")
                        .environment(environment)
                        .build()::toConf)
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }

    @Test
    void onlyADatabaseIsGivenASchema() {
        assertThatThrownBy(() -> HiveMetastoreSchema.of(HiveMetastore.thrift("thrift://a:9083")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only a database accessed by JDBC needs one");
    }

    @Test
    void saysWhichDriverIsMissing() {
        assertThatThrownBy(HiveMetastore.jdbc("jdbc:mariadb://db/metastore", "hive", "hunter2")::requireReady)
                .isExactlyInstanceOf(MetastoreUnavailableException.class)
                .hasMessage("Cannot use the metastore at jdbc:mariadb://db/metastore: its driver"
                        + " org.mariadb.jdbc.Driver is not on the class path. Add the driver's jar; with"
                        + " spark-submit use --driver-class-path, because --jars and --packages"
                        + " take effect too late.");
    }
}
