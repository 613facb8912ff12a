package io.lakehouse.crypto.bench.rivals;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.FIRST_DAY;

import io.lakehouse.core.table.Fields;
import io.lakehouse.crypto.bench.data.HourlyPrices;
import io.lakehouse.crypto.bench.data.UpsertBatches;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.TableDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Calls one verb per round, on tables of two sizes. */
public final class VerbRounds implements Contestant {

    /** The number of days in a table, and how many of them a round writes. */
    public enum Size {
        SMALL(5, 1),
        LARGE(60, 4);

        private final int days;
        private final int batch;

        Size(int days, int batch) {
            this.days = days;
            this.batch = batch;
        }

        private String withoutKey() {
            return name().toLowerCase(Locale.ROOT) + "_events";
        }

        private String withKey() {
            return name().toLowerCase(Locale.ROOT) + "_prices";
        }
    }

    /** The verb that a round calls. */
    public enum Verb {
        APPEND,
        REPLACE,
        UPSERT,
        DELETE,
        OPTIMIZE,
        VACUUM_DRY_RUN,
        VACUUM;

        public String scenario(Size size) {
            return this + " " + size;
        }

        private boolean takesRows() {
            return this == APPEND || this == REPLACE || this == UPSERT;
        }

        private boolean isVacuum() {
            return this == VACUUM || this == VACUUM_DRY_RUN;
        }
    }

    /** A scenario, split into its parts. */
    private record Call(Verb verb, Size size) {

        static Call of(String scenario) {
            String[] words = scenario.split(" ", -1);
            return new Call(Verb.valueOf(words[0]), Size.valueOf(words[1]));
        }

        String table() {
            return switch (verb) {
                case APPEND, REPLACE, DELETE -> size.withoutKey();
                case UPSERT, OPTIMIZE, VACUUM, VACUUM_DRY_RUN -> size.withKey();
            };
        }
    }

    private final TableVerbs verbs;
    private final String batch;
    private List<LocalDate> days = List.of();
    private String coin = "";

    /**
     * Creates a contestant that calls these verbs.
     *
     * @param batch where to store the rows of a round
     */
    public VerbRounds(TableVerbs verbs, Path batch) {
        this.verbs = verbs;
        this.batch = batch.toString();
    }

    @Override
    public void prepare() {
        for (Size size : Size.values()) {
            verbs.loadWithoutKey(size.withoutKey(), UpsertBatches.initial(verbs.spark(), size.days));
            verbs.loadWithKey(size.withKey(), UpsertBatches.initial(verbs.spark(), size.days));
        }
    }

    @Override
    public void beforeRound(String scenario, int round) {
        Call call = Call.of(scenario);
        Size size = call.size();
        int from = call.verb() == Verb.APPEND ? size.days + round * size.batch : size.days - size.batch;
        UpsertBatches.Batch next = UpsertBatches.of(verbs.spark(), from, size.batch, round + 1);
        days = next.days();
        if (call.verb().takesRows()) {
            next.rows().write().mode("overwrite").parquet(batch);
        } else if (call.verb() == Verb.DELETE) {
            coin = HourlyPrices.id(verbs.spark(), round);
        } else if (call.verb().isVacuum()) {
            leaveOrphans(call);
        }
    }

    /** Leaves an orphaned file of a crashed writer in each partition, old enough to be deleted. */
    private void leaveOrphans(Call call) {
        Path folder = verbs.folder(call.table());
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(30)));
        try {
            for (int day = 0; day < call.size().days; day++) {
                Path orphan = folder.resolve(DAY.name() + "=" + FIRST_DAY.plusDays(day))
                        .resolve("orphan.parquet");
                Files.write(orphan, new byte[1024]);
                Files.setLastModifiedTime(orphan, old);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        Call call = Call.of(scenario);
        String table = call.table();
        switch (call.verb()) {
            case APPEND -> verbs.append(table, "batch " + round, rows());
            case REPLACE -> verbs.replace(table, days, rows());
            case UPSERT -> verbs.upsert(table, days, rows());
            case DELETE -> verbs.delete(table, days, coin);
            case OPTIMIZE -> verbs.optimize(table);
            case VACUUM_DRY_RUN -> requireOrphans(call, verbs.countExpired(table));
            case VACUUM -> verbs.vacuum(table);
        }
        return Map.of();
    }

    private static void requireOrphans(Call call, long found) {
        if (found != call.size().days) {
            throw new IllegalStateException("Found " + found + " files to delete where there are " + call.size().days);
        }
    }

    private Dataset<Row> rows() {
        return verbs.spark().read().schema(Fields.toStruct(HourlyPrices.FIELDS)).parquet(batch);
    }

    @Override
    public String digest(String scenario) {
        Call call = Call.of(scenario);
        long orphans = call.verb().isVacuum() ? orphans(verbs.folder(call.table()), call.size()) : 0;
        return TableDigest.of(verbs.read(call.table()), HourlyPrices.FIELDS) + ", " + orphans + " orphans";
    }

    private static long orphans(Path folder, Size size) {
        return FIRST_DAY
                .datesUntil(FIRST_DAY.plusDays(size.days))
                .filter(day ->
                        Files.exists(folder.resolve(DAY.name() + "=" + day).resolve("orphan.parquet")))
                .count();
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(verbs.spark());
    }
}
