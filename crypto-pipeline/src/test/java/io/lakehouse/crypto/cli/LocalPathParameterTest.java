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
    void takesAnythingButAUriAsAPath(String name) {
        assertThat(parameter.convert(name)).isEqualTo(Path.of(name));
    }

    @Test
    void acceptsAFileUri() {
        assertThat(parameter.convert("file:///data/my%20reports")).isEqualTo(Path.of("/data/my reports"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hdfs://host/reports", "s3a://bucket/day.json", "hdfs:/reports"})
    void rejectsAUriOfAnotherStorage(String uri) {
        assertThatThrownBy(() -> parameter.convert(uri))
                .isExactlyInstanceOf(TypeConversionException.class)
                .hasMessage("'" + uri + "' is not a local path. Only tables can be on a remote storage: use a local"
                        + " path.");
    }
}
