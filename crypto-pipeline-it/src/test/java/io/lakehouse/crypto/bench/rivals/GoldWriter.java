package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.TableDigest;
import io.lakehouse.crypto.gold.GoldTable;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Recomputes days of Gold tables from Silver, which is read either once for all of them or by each of them. */
public final class GoldWriter implements Contestant {

    private final boolean isCached;
    private final int allDays;
    private final Lakehouse lake;
    private final LakehouseTable silver;
    private final List<LakehouseTable> targets;

    /**
     * Creates a writer for a warehouse that others use as well.
     *
     * @param allDays the number of days in Silver
     * @param gold the folder of its own Gold tables
     */
    public GoldWriter(boolean isCached, int allDays, Path warehouse, Path gold) {
        this.isCached = isCached;
        this.allDays = allDays;
        this.lake = Lakehouse.open(SessionSpec.fromEnvironment("bench cache").local(), Warehouse.at(gold));
        this.silver = Lakehouse.on(lake.spark(), Warehouse.at(warehouse)).existingTable(SilverPrices.SPEC);
        this.targets =
                MoreGold.ALL.stream().map(table -> lake.table(table.spec())).toList();
    }

    /**
     * The amount of work in a round.
     *
     * @param days recompute this many of the latest days in Silver
     * @param tables write this many of the tables in {@link MoreGold#ALL}, starting with the first
     */
    public record Work(int days, int tables) {

        public String text() {
            return days + (days == 1 ? " day, " : " days, ") + tables + (tables == 1 ? " table" : " tables");
        }

        static Work of(String text) {
            String[] words = text.split(" ", -1);
            return new Work(Integer.parseInt(words[0]), Integer.parseInt(words[2]));
        }
    }

    private RowFilter filter(Work work) {
        List<LocalDate> last = IntStream.range(allDays - work.days(), allDays)
                .mapToObj(MarketFiles.FIRST_DAY::plusDays)
                .toList();
        return GoldTable.PARTITION_DATE.in(last);
    }

    @Override
    public void prepare() {}

    /** Deletes the days, because replacing them with identical rows would write nothing. */
    @Override
    public void beforeRound(String scenario, int round) {
        Work work = Work.of(scenario);
        targets(work).forEach(target -> target.delete(filter(work)).execute());
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        Work work = Work.of(scenario);
        Dataset<Row> rows = silver.read().filter(filter(work).toColumn());
        if (isCached) {
            // Flows share a source in the same way: with this storage level, and only once the first of them needs it.
            rows = rows.persist(StorageLevel.MEMORY_AND_DISK());
        }
        for (int index = 0; index < work.tables(); index++) {
            targets.get(index)
                    .replace(filter(work))
                    .execute(MoreGold.ALL.get(index).from(rows));
        }
        if (isCached) {
            rows.unpersist();
        }
        return Map.of();
    }

    private List<LakehouseTable> targets(Work work) {
        return targets.subList(0, work.tables());
    }

    @Override
    public String digest(String scenario) {
        Work work = Work.of(scenario);
        return targets(work).stream()
                .map(target -> TableDigest.of(
                        target.read().filter(filter(work).toColumn()),
                        target.spec().fields()))
                .collect(Collectors.joining(" "));
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(lake.spark());
    }
}
