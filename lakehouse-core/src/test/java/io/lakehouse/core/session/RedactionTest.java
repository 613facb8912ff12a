package io.lakehouse.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.Redaction;
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
        "spark.hadoop.javax.jdo.option.ConnectionURL, jdbc:postgresql://host/metastore?password=hunter2"
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
        "spark.eventLog.dir, hdfs://host:8020/events"
    })
    void showsTheRest(String key, String value) {
        assertThat(new EffectiveSetting(key, value, SettingSource.DEFAULT, "because"))
                .hasToString(key + " = " + value + " (DEFAULT: because)");
    }

    @Test
    void showsItsOwnPattern() {
        assertThat(SparkSettings.REDACTION.byDefault(Redaction.REGEX).toString())
                .contains("api[._-]?key");
    }
}
