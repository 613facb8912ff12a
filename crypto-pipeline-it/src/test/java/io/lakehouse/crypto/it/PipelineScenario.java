package io.lakehouse.crypto.it;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.CryptoTables;
import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.market.RecordedPayload;
import io.lakehouse.crypto.market.SimulatedSource;
import io.lakehouse.crypto.stage.Progress;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A session that the tests of a class share, the batches of two days, and what the tables hold after them. */
abstract class PipelineScenario {

    static final int COINS = 12;
    static final LocalDate MONDAY = LocalDate.parse("2025-03-03");
    static final LocalDate TUESDAY = MONDAY.plusDays(1);

    private static @Nullable Lakehouse session;

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void open(@TempDir Path folder) {
        session = Lakehouse.open(SessionSpec.fromEnvironment("test").local(), Warehouse.at(folder));
    }

    @AfterAll
    static void close() {
        if (session != null) {
            session.close();
        }
    }

    static Lakehouse session() {
        return Objects.requireNonNull(session);
    }

    Lakehouse lake(String name) {
        return Lakehouse.on(session().spark(), Warehouse.at(folder.resolve(name)));
    }

    /** Four snapshots of a day, and two records that are refused. */
    static List<Payload> day(LocalDate day) {
        List<Payload> payloads =
                new ArrayList<>(SimulatedSource.of(COINS, day, 1, Duration.ofHours(6), Clock.systemUTC())
                        .payloads());
        Instant noon = Instant.parse(day + "T12:00:00Z");
        payloads.add(bad(day, "null", "{\"id\":\"a b\",\"last_updated\":\"" + noon + "\"}"));
        return payloads;
    }

    static Payload bad(LocalDate day, String... records) {
        return new RecordedPayload("bad-" + day, Instant.parse(day + "T12:00:00Z"), "test", List.of(records));
    }

    static Pipeline ingest(Lakehouse lake, List<Payload> payloads) {
        Pipeline pipeline = new Pipeline(lake, Progress.NONE);
        pipeline.bronze(Intake.of(payloads));
        pipeline.silver();
        pipeline.gold();
        return pipeline;
    }

    /** All rows of every table, without what tells when they were read. */
    static Map<String, List<String>> contents(Lakehouse lake) {
        Map<String, List<String>> contents = new TreeMap<>();
        CryptoTables.ALL.forEach(spec -> contents.put(spec.name().toString(), contentsOf(lake, spec)));
        return contents;
    }

    static List<String> contentsOf(Lakehouse lake, TableSpec spec) {
        List<Field<?>> fields = new ArrayList<>(spec.fields());
        fields.remove(BronzePrices.INGESTED_AT);
        return lake.existingTable(spec).read().select(Fields.columns(fields)).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }
}
