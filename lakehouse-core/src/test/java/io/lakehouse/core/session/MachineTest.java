package io.lakehouse.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTest {

    @Test
    void currentMachineHasTheCoresOfTheJvm() {
        assertThat(Machine.current()).isEqualTo(new Machine(Runtime.getRuntime().availableProcessors()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void refusesAMachineWithoutCores(int cores) {
        assertThatThrownBy(() -> new Machine(cores))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid machine: it has " + cores + " cores, use at least 1.");
    }
}
