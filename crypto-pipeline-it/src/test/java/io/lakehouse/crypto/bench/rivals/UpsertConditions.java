package io.lakehouse.crypto.bench.rivals;

import static java.util.stream.Collectors.joining;

import io.lakehouse.core.table.Field;
import io.lakehouse.crypto.bench.data.HourlyPrices;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/** The ON conditions of a MERGE. */
public final class UpsertConditions {

    public static final String TARGET = "t";
    public static final String SOURCE = "s";

    /** The condition on the key alone. */
    public static final String ON_KEY = Stream.of(HourlyPrices.ID, HourlyPrices.LAST_UPDATED)
            .map(Field::name)
            .map(name -> TARGET + "." + name + " = " + SOURCE + "." + name)
            .collect(joining(" AND "));

    private UpsertConditions() {}

    /** The condition on the key and the days, which lets every engine prune partitions. */
    public static String onKeyOf(List<LocalDate> days) {
        return days.isEmpty()
                ? ON_KEY
                : ON_KEY + " AND " + TARGET + "." + HourlyPrices.DAY.name() + " IN ("
                        + days.stream().map(day -> "DATE '" + day + "'").collect(joining(", ")) + ")";
    }
}
