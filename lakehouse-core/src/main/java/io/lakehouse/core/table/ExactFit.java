package io.lakehouse.core.table;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks that values can be stored exactly, and converts stored values back to Java. */
final class ExactFit {

    private static final String YEAR_OUT_OF_RANGE = "its year is outside 1 to 9999";
    private static final String HAS_NANOSECONDS = "it has nanoseconds, the field holds microseconds";
    private static final Instant FIRST_INSTANT = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final Duration MAX_DURATION = Duration.of(Long.MAX_VALUE, ChronoUnit.MICROS);

    private ExactFit() {}

    static Optional<String> first(Stream<Optional<String>> misfits) {
        return misfits.flatMap(Optional::stream).findFirst();
    }

    static Optional<String> string(String value) {
        for (int index = 0; index < value.length(); index++) {
            if (Character.isHighSurrogate(value.charAt(index))
                    && index + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(index + 1))) {
                index++;
            } else if (Character.isSurrogate(value.charAt(index))) {
                return Optional.of("it contains an unpaired surrogate, which is not a character");
            }
        }
        return Optional.empty();
    }

    static Optional<String> decimal(BigDecimal value, int precision, int scale) {
        if (value.signum() == 0) {
            return Optional.empty();
        }
        // Compares exponents, because 1e999999999 written out would exhaust the memory.
        long integerDigits = (long) value.precision() - value.scale();
        if (integerDigits > precision - scale) {
            return Optional.of("it has " + count(integerDigits, "digit") + " before the point, the field holds "
                    + (precision - scale));
        }
        int decimals = value.scale() > scale ? value.stripTrailingZeros().scale() : value.scale();
        return decimals > scale
                ? Optional.of("it has " + count(decimals, "decimal") + ", the field holds " + scale)
                : Optional.empty();
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    static Optional<String> date(LocalDate value) {
        boolean isInRange = value.getYear() >= 1 && value.getYear() <= 9999;
        return isInRange ? Optional.empty() : Optional.of(YEAR_OUT_OF_RANGE);
    }

    static Optional<String> timestamp(Instant value) {
        if (value.isBefore(FIRST_INSTANT) || value.isAfter(LAST_INSTANT)) {
            return Optional.of(YEAR_OUT_OF_RANGE);
        }
        return value.truncatedTo(ChronoUnit.MICROS).equals(value) ? Optional.empty() : Optional.of(HAS_NANOSECONDS);
    }

    static Optional<String> timestampNtz(LocalDateTime value) {
        return date(value.toLocalDate())
                .or(() -> value.truncatedTo(ChronoUnit.MICROS).equals(value)
                        ? Optional.empty()
                        : Optional.of(HAS_NANOSECONDS));
    }

    static Optional<String> duration(Duration value) {
        if (value.abs().compareTo(MAX_DURATION) > 0) {
            return Optional.of("it is longer than " + MAX_DURATION.toDays() + " days");
        }
        return value.truncatedTo(ChronoUnit.MICROS).equals(value) ? Optional.empty() : Optional.of(HAS_NANOSECONDS);
    }

    static Optional<String> period(Period value) {
        if (!value.equals(value.withDays(0))) {
            return Optional.of("it has days, the field holds years and months");
        }
        return Math.abs(value.toTotalMonths()) > Integer.MAX_VALUE
                ? Optional.of("it is longer than " + Integer.MAX_VALUE + " months")
                : Optional.empty();
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static LocalDateTime localDateTime(long micros) {
        return LocalDateTime.ofInstant(instant(micros), ZoneOffset.UTC);
    }

    static Duration duration(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
