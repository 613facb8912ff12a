package io.lakehouse.crypto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class LocalPathParameterTest {

    private final LocalPathParameter parameter = new LocalPathParameter();

    @ParameterizedTest
    @ValueSource(
            strings = {"reports", "/data/reports", "reports:v2", "payload-2025-03-04T14:45:00Z.json", "C:\\reports"})
    void whatIsNoUriIsAPath(String name) {
        assertThat(parameter.convert(name)).isEqualTo(Path.of(name));
    }

    @Test
    void aFileUriIsAPath() {
        assertThat(parameter.convert("file:///data/my%20reports")).isEqualTo(Path.of("/data/my reports"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hdfs://host/reports", "s3a://bucket/day.json", "hdfs:/reports"})
    void aUriOfAnotherStorageIsRefused(String uri) {
        assertThatThrownBy(() -> parameter.convert(uri))
                .isExactlyInstanceOf(TypeConversionException.class)
                .hasMessage("'" + uri + "' is no path of this machine. Only the tables may be elsewhere: name a local"
                        + " path.");
    }
}
