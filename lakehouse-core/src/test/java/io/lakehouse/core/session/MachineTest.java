package io.lakehouse.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTest {

    @Test
    void currentMachineHasTheCoresOfTheJvm() {
        assertThat(Machine.current().cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void currentMachineHasTheHeapOfTheJvm() {
        assertThat(Machine.current().heapBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
    }

    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            CORES, HEAP_MIB, TASKS
            1, 2048, 1
            2, 2048, 2
            8, 2048, 8
            9, 2048, 8
            64, 2048, 8
            4, 1023, 3
            4, 255, 1
            4, 1, 1
            """)
    void runsATaskACoreAsFarAsTheHeapGoes(int cores, long heapMebibytes, int tasks) {
        assertThat(new Machine(cores, heapMebibytes << 20).parallelTasks()).isEqualTo(tasks);
    }

    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            HEAP_MIB, PAGE_KIB
            300, 1024
            2048, 1024
            8191, 1024
            8192, 2048
            65536, 16384
            1048576, 65536
            """)
    void eightThousandPagesAreMoreThanTheHeap(long heapMebibytes, int kibibytes) {
        assertThat(new Machine(2, heapMebibytes << 20).pageBytes()).isEqualTo((kibibytes << 10) - 16);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void refusesAMachineWithoutHeap(long bytes) {
        assertThatThrownBy(() -> new Machine(1, bytes))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid machine: it has a heap of " + bytes + " bytes, use at least 1.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void refusesAMachineWithoutCores(int cores) {
        assertThatThrownBy(() -> new Machine(cores, 1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid machine: it has " + cores + " cores, use at least 1.");
    }
}
