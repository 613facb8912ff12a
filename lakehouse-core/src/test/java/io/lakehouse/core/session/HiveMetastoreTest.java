package io.lakehouse.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
                .hasMessage("Invalid metastore URL *********(redacted): it holds a secret, and URLs are shown and"
                        + " logged; give the password by itself.");
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
                        + "': use thrift://HOST:PORT, without a user, the host" + " name without underscores.");
    }

    @Test
    void refusesAUserInAnAddressWithoutShowingThePassword() {
        assertThatThrownBy(() -> HiveMetastore.thrift("thrift://hive:hunter2@ms:9083"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid metastore address '*********(redacted)': use thrift://HOST:PORT, without a user,"
                        + " the host name without underscores.");
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
                .hasMessage("Invalid metastore: it has no address; use thrift://HOST:PORT, one or several.");
    }
}
