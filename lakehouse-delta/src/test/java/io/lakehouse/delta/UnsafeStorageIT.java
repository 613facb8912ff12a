package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.UnsafeStorageException;
import io.lakehouse.delta.storage.FaultyLogStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class UnsafeStorageIT {

    @Test
    void aTableOnADiskWithoutLinksIsRefused(Lakehouse lake) throws Exception {
        String location = lake.warehouse().locationOf(PRICES.name());
        FaultyLogStore.refuseLinksIn(location);

        assertThatThrownBy(() -> lake.table(PRICES))
                .isExactlyInstanceOf(UnsafeStorageException.class)
                .hasMessageContaining(" does not support hard links (Operation not permitted)");

        try (Stream<Path> files = Files.walk(Path.of(location.replace("file://", "")))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
