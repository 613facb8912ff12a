package io.lakehouse.crypto.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats days and instants for the page, in UTC. */
final class Dates {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Dates() {}

    static String text(LocalDate day) {
        return DAY.format(day);
    }

    static String text(Instant instant) {
        return INSTANT.format(instant);
    }

    static String period(LocalDate first, LocalDate last) {
        return first.equals(last) ? text(first) : text(first) + " – " + text(last);
    }
}
