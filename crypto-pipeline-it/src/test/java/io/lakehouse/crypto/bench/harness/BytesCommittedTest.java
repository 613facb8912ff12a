package io.lakehouse.crypto.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytesCommittedTest {

    @TempDir
    Path table;

    private void commit(int version, String... actions) throws IOException {
        Path log = Files.createDirectories(table.resolve("_delta_log"));
        Files.writeString(log.resolve(String.format("%020d.json", version)), String.join("\n", actions));
    }

    @Test
    void whatACommitAddsInThePlaceOfOtherFilesIsRewritten() throws IOException {
        commit(0, "{\"add\":{\"path\":\"a\",\"size\":100}}", "{\"commitInfo\":{}}");
        commit(1, "{\"add\":{\"path\":\"b\",\"size\":130}}", "{\"remove\":{\"path\":\"a\",\"size\":100}}");
        commit(2, "{\"add\":{\"path\":\"c\",\"size\":90}}", "{\"remove\":{\"path\":\"b\",\"size\":130}}");

        BytesCommitted bytes = BytesCommitted.of(table);

        assertThat(bytes).isEqualTo(new BytesCommitted(130, 190));
        assertThat(bytes.amplification()).isEqualTo(190.0 / 130);
    }

    @Test
    void aLogWithoutItsBeginningTellsNothing() throws IOException {
        commit(1, "{\"add\":{\"path\":\"b\",\"size\":130}}");

        assertThatThrownBy(() -> BytesCommitted.of(table)).hasMessageContaining("its log lacks version 0");
    }
}
