package io.lakehouse.delta.storage;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidSettingException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRequirementsTest {

    private static final String LOCAL = "file:///data/lake";

    private static SessionRequirements with(String key, String value) {
        Map<String, String> settings = new HashMap<>(Map.of("spark.sql.extensions", StorageSettings.DELTA_EXTENSION));
        settings.put(key, value);
        return new SessionRequirements(name -> Optional.ofNullable(settings.get(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///data/lake", "/data/lake", "hdfs://host:8020/lake", "abfss://c@a.dfs/lake"})
    void takesEveryWarehouseWhoseStoreRefusesToOverwrite(String root) {
        assertThatCode(() -> with("spark.any", "1").requireOwn(root)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "s3a", "s3n", "S3A"})
    void refusesAWarehouseOnS3WithoutALogStore(String scheme) {
        String folded = scheme.toLowerCase(Locale.ROOT);

        assertThatThrownBy(() -> with("spark.any", "1").require(scheme + "://bucket/lake"))
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Cannot use the warehouse " + scheme + "://bucket/lake in this Spark session:"
                        + " spark.delta.logStore." + folded
                        + ".impl is not set, and with Delta's default two drivers that commit at the same time can"
                        + " lose a commit without an error. Set it to"
                        + " io.delta.storage.S3DynamoDBLogStore, or to io.delta.storage.S3SingleDriverLogStore if no"
                        + " other driver ever writes there.");
    }

    @ParameterizedTest
    @CsvSource({
        "spark.delta.logStore.s3a.impl, io.delta.storage.S3DynamoDBLogStore",
        "spark.delta.logStore.s3a.impl, io.delta.storage.S3SingleDriverLogStore",
        "spark.delta.logStore.class, com.example.TheirLogStore"
    })
    void takesAWarehouseOnS3WithALogStore(String key, String value) {
        assertThatCode(() -> with(key, value).require("s3a://bucket/lake")).doesNotThrowAnyException();
    }

    @Test
    void aLogStoreOfAnotherSchemeDoesNotCount() {
        assertThatThrownBy(() -> with("spark.delta.logStore.s3.impl", "io.delta.storage.S3DynamoDBLogStore")
                        .require("s3a://bucket/lake"))
                .isExactlyInstanceOf(InvalidSettingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "FALSE", " false "})
    void refusesASessionOfItsOwnWithoutRetentionCheck(String off) {
        assertThatThrownBy(() -> with("spark.databricks.delta.retentionDurationCheck.enabled", off)
                        .requireOwn(LOCAL))
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Cannot open this session with"
                        + " spark.databricks.delta.retentionDurationCheck.enabled=false: any VACUUM in it could delete"
                        + " files that running jobs still read. Leave it on; to keep removed files for a shorter time,"
                        + " lower the spec's retention.");
    }

    @Test
    void takesTheSessionOfSomebodyElseWithoutRetentionCheck() {
        assertThatCode(() -> with("spark.databricks.delta.retentionDurationCheck.enabled", "false")
                        .require(LOCAL))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "com.example.Other", "com.example.Other,io.delta.sql.Delta"})
    void refusesASessionWithoutDeltasExtension(String extensions) {
        assertThatThrownBy(() -> with("spark.sql.extensions", extensions).require(LOCAL))
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Cannot use this Spark session: spark.sql.extensions lacks");
    }

    @Test
    void takesDeltasExtensionBesideOthers() {
        assertThatCode(() -> with("spark.sql.extensions", "com.example.Other, io.delta.sql.DeltaSparkSessionExtension")
                        .require(LOCAL))
                .doesNotThrowAnyException();
    }
}
