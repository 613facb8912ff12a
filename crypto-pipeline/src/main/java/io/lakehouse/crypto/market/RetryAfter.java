package io.lakehouse.crypto.market;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Parses the header {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(3650);

    private RetryAfter() {}

    /** The time that the server asks to wait; zero if it does not ask, or if the value is invalid. */
    static Duration parse(String value, Instant now) {
        Duration asked = value.matches("[0-9]+") ? seconds(value) : until(value, now);
        return asked.isNegative() ? Duration.ZERO : asked;
    }

    private static Duration seconds(String digits) {
        return digits.length() > 8 ? LONGEST : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static Duration until(String date, Instant now) {
        try {
            return Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
