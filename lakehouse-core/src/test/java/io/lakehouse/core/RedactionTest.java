package io.lakehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.session.EffectiveSetting;
import io.lakehouse.core.session.SettingSource;
import io.lakehouse.core.session.SparkSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

    @ParameterizedTest
    @CsvSource({
        "spark.hadoop.fs.s3a.secret.key, hunter2",
        "spark.hadoop.fs.s3a.access.key, hunter2",
        "spark.hadoop.javax.jdo.option.ConnectionPassword, hunter2",
        "spark.coingecko.apiKey, hunter2",
        "spark.coingecko.api-key, hunter2",
        "spark.hadoop.google.cloud.auth.credential.file, hunter2",
        "spark.hadoop.fs.azure.sas.container.account, hunter2",
        "spark.hadoop.fs.azure.account.key.store, hunter2",
        "spark.delta.sharing.bearerToken, hunter2",
        "spark.hadoop.javax.jdo.option.ConnectionURL, jdbc:postgresql://me:hunter2@host/metastore",
        "spark.hadoop.javax.jdo.option.ConnectionURL, jdbc:postgresql://host/metastore?password=hunter2",
        "spark.hadoop.javax.jdo.option.ConnectionURL, jdbc:mysql://host/metastore?user=u&pwd=hunter2",
        "spark.hadoop.fs.gs.auth.service.account.private.key, hunter2",
        "spark.hadoop.fs.s3a.encryption.key, hunter2",
        "spark.hadoop.fs.s3a.server-side-encryption.key, hunter2",
        "spark.hadoop.parquet.encryption.key.list, hunter2",
        "ssl.client.keystore.pass, hunter2",
        "spark.executorEnv.DB_PWD, hunter2",
        "spark.feed, https://account.blob/container?sv=1&sig=hunter2",
        "spark.feed, https://user:hunter2@feed",
        "spark.metastore, jdbc:postgresql://db/m?sslpassword=hunter2",
        "spark.metastore, jdbc:mysql://db/m?trustCertificateKeyStorePassword=hunter2",
        "spark.metastore, jdbc:mariadb://db/m?keyStorePassword=hunter2",
        "spark.metastore, jdbc:mysql://address=(host=db)(user=hive)(password=hunter2)/m"
    })
    void hidesSecrets(String key, String value) {
        EffectiveSetting setting = new EffectiveSetting(key, value, SettingSource.SUBMITTED, "set by spark-submit");

        assertThat(setting).hasToString(key + " = *********(redacted) (SUBMITTED: set by spark-submit)");
        assertThat(setting.value()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "spark.sql.shuffle.partitions, 12",
        "spark.app.name, prices",
        "spark.hadoop.javax.jdo.option.ConnectionURL, jdbc:postgresql://host:5432/metastore",
        "spark.eventLog.dir, hdfs://host:8020/events",
        "spark.app.name, token-prices",
        "spark.sql.extensions, com.acme.TokenizeExtension",
        "spark.hadoop.fs.s3a.aws.credentials.provider, com.acme.Provider",
        "spark.hadoop.javax.jdo.option.ConnectionURL, jdbc:postgresql://token-db:5432/metastore",
        "spark.hadoop.javax.jdo.option.ConnectionURL, jdbc:postgresql://db/metastore?sslkey=/etc/hive/client.key"
    })
    void showsTheRest(String key, String value) {
        assertThat(new EffectiveSetting(key, value, SettingSource.DEFAULT, "because"))
                .hasToString(key + " = " + value + " (DEFAULT: because)");
    }

    @Test
    void showsItsOwnPattern() {
        assertThat(SparkSettings.REDACTION.byDefault(Redaction.REGEX).toString())
                .contains("private)[._-]?key");
    }
}
