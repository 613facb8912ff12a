package io.lakehouse.crypto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.error.LakehouseException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class CryptoCommandTest {

    @Test
    void whatATaskSaysIsToldWithoutSparksWrapping() {
        Exception changed = new LakehouseException("Cannot read a.json: it has changed.") {};
        Exception aborted = new SparkException("Job aborted due to stage failure", changed);

        assertThat(CryptoCommand.foreseen(aborted)).isSameAs(changed);
        assertThat(CryptoCommand.foreseen(changed)).isSameAs(changed);
    }

    @Test
    void whatNobodyHasForeseenStaysAsItIs() {
        Exception unknown = new IllegalStateException("odd", new IllegalArgumentException("odder"));

        assertThat(CryptoCommand.foreseen(unknown)).isSameAs(unknown);
    }
}
