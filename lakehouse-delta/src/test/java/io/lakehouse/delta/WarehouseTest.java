package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.table.TableName;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WarehouseTest {

    private static final TableName PRICES = TableName.of("silver", "crypto_prices");

    @Test
    void takesAUriAsItIs() {
        assertThat(Warehouse.at("s3a://bucket/lake").locationOf(PRICES))
                .isEqualTo("s3a://bucket/lake/silver/crypto_prices");
    }

    @Test
    void resolvesARelativePath() {
        assertThat(Warehouse.at("data/lake").root())
                .isEqualTo("file://" + Path.of("").toAbsolutePath() + "/data/lake");
    }

    @Test
    void keepsBlanksInPaths() {
        assertThat(Warehouse.at(Path.of("/data/my lake")).locationOf(PRICES))
                .isEqualTo("file:///data/my lake/silver/crypto_prices");
    }

    @Test
    void dropsSlashesAtTheEnd() {
        assertThat(Warehouse.at("hdfs://host/lake//").root()).isEqualTo("hdfs://host/lake");
    }

    @Test
    void refusesABlankLocation() {
        assertThatThrownBy(() -> Warehouse.at(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid location: it is blank; name a folder or a URI.");
    }
}
