package io.lakehouse.crypto.report;

import io.lakehouse.crypto.report.MarketReport.Refused;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows in quarantine on the latest days that have any.
 *
 * @param period the first and the last of these days
 * @param reasons the reasons, most rows first
 * @param days the days, oldest first
 */
record Refusals(String rows, String period, List<Reason> reasons, List<DayRows> days) {

    static final int DAYS = 30;

    /** @param percent share of all these rows, 0 to 100, in CSS format */
    record Reason(String text, String rows, String percent) {}

    /** @param percent share relative to the day with the most rows, 0 to 100, in CSS format */
    record DayRows(String iso, String day, String rows, String percent) {}

    static Refusals of(List<Refused> refused) {
        TreeMap<LocalDate, Long> byDay = new TreeMap<>(refused.stream()
                .filter(each -> each.rows() > 0)
                .collect(Collectors.groupingBy(Refused::day, Collectors.summingLong(Refused::rows))));
        while (byDay.size() > DAYS) {
            byDay.pollFirstEntry();
        }
        Map<String, Long> byReason = refused.stream()
                .filter(each -> each.rows() > 0 && byDay.containsKey(each.day()))
                .collect(Collectors.groupingBy(Refused::reason, TreeMap::new, Collectors.summingLong(Refused::rows)));
        long all = byDay.values().stream().mapToLong(Long::longValue).sum();
        long most = byDay.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new Refusals(
                count(all),
                byDay.isEmpty() ? "" : Dates.period(byDay.firstKey(), byDay.lastKey()),
                byReason.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                        .map(each -> new Reason(
                                VisibleText.shortened(each.getKey()),
                                count(each.getValue()),
                                percent(each.getValue(), all)))
                        .toList(),
                byDay.entrySet().stream()
                        .map(each -> new DayRows(
                                each.getKey().toString(),
                                Dates.text(each.getKey()),
                                count(each.getValue()),
                                percent(each.getValue(), most)))
                        .toList());
    }

    private static String count(long rows) {
        return String.format(Locale.ROOT, "%,d", rows);
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f", 100.0 * part / whole);
    }
}
