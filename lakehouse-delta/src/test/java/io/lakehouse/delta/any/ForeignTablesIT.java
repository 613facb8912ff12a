package io.lakehouse.delta.any;

import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of all layouts, columns and origins. The system property {@code any.table} picks those whose description contains it. */
@ExtendWith(LakehouseFixture.class)
class ForeignTablesIT {

    static Stream<TableVariant> variants() {
        return TableVariants.others();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyVerbLeavesWhatDeltaLeavesOnACopy(TableVariant variant, Lakehouse lake) {
        AllVerbs.of(variant, lake);
    }

    @AfterEach
    void forget() {
        // Delta keeps some megabytes for an hour of each log that it has read.
        DeltaLog.clearCache();
    }
}
