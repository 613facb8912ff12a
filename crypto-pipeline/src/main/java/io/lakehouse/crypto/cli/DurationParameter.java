package io.lakehouse.crypto.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration on the command line: {@code 15m}, {@code 168h}, {@code 7d}, or in ISO 8601 format. */
final class DurationParameter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        String unsigned = text.strip().toUpperCase(Locale.ROOT);
        String iso = unsigned.startsWith("P") ? unsigned : unsigned.endsWith("D") ? "P" + unsigned : "PT" + unsigned;
        try {
            return Duration.parse(iso);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is not a duration: use for example 15m, 168h or 7d");
        }
    }
}
