package io.lakehouse.crypto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.error.LakehouseException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class CryptoCommandTest {

    @Test
    void unwrapsAnExceptionOfATask() {
        Exception changed = new LakehouseException("Cannot read a.json: it has changed.") {};
        Exception aborted = new SparkException("Job aborted due to stage failure", changed);

        assertThat(CryptoCommand.userFacing(aborted)).isSameAs(changed);
        assertThat(CryptoCommand.userFacing(changed)).isSameAs(changed);
    }

    @Test
    void keepsAnUnexpectedException() {
        Exception unknown = new IllegalStateException("odd", new IllegalArgumentException("odder"));

        assertThat(CryptoCommand.userFacing(unknown)).isSameAs(unknown);
    }
}
