package io.lakehouse.delta.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.spark.ColumnOrder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The minima, maxima and counts of NULL of a data file, as Delta's log holds them: strings cut short, instants to the
 * millisecond, both as text. What cannot be read exactly bounds nothing.
 */
public record FileStatistics(JsonNode minima, JsonNode maxima, JsonNode nullCounts) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CUT_OFF = Duration.ofMillis(1);

    /** The text of an offset has no seconds, which those of before 1900 had. */
    private static final Duration SECONDS_OF_AN_OFFSET = Duration.ofMinutes(1);

    /** What stands in the text for bytes that are no characters. */
    private static final String REPLACEMENT = "\uFFFD";

    /** What stands at the end of a maximum for the characters that were cut off. */
    private static final String GREATEST_CHARACTER = "\uDBFF\uDFFF";

    public static FileStatistics of(DataFile file) {
        if (file.statistics().isEmpty()) {
            return new FileStatistics(MissingNode.getInstance(), MissingNode.getInstance(), MissingNode.getInstance());
        }
        try {
            JsonNode statistics = JSON.readTree(file.statistics());
            return new FileStatistics(
                    statistics.path("minValues"), statistics.path("maxValues"), statistics.path("nullCount"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Invalid statistics of " + file.path() + " in the log: " + file.statistics(), e);
        }
    }

    /** Whether there are statistics of a field. One that is NULL in every row has no minimum, but a count of them. */
    public boolean covers(String field) {
        return minima.has(field) || nullCounts.has(field);
    }

    /** False only if the statistics rule out that the file holds a row within the bound. */
    boolean mayOverlap(Bound bound) {
        Field<?> field = bound.field();
        Optional<ColumnOrder> min = order(field, minima.path(field.name()), false);
        Optional<ColumnOrder> max = order(field, maxima.path(field.name()), true);
        return min.isEmpty() || max.isEmpty() || bound.overlaps(min.get(), max.get());
    }

    private static Optional<ColumnOrder> order(Field<?> field, JsonNode value, boolean isMaximum) {
        DataType type = field.type().sparkType();
        if (type.equals(DataTypes.StringType) && value.isTextual()) {
            return string(value.textValue());
        } else if (type.equals(DataTypes.DateType) && value.isTextual()) {
            return date(value.textValue());
        } else if (type.equals(DataTypes.TimestampType) && value.isTextual()) {
            return timestamp(value.textValue(), isMaximum);
        } else if ((type.equals(DataTypes.IntegerType) || type.equals(DataTypes.LongType))
                && value.canConvertToLong()
                && value.isIntegralNumber()) {
            return Optional.of(new ColumnOrder.Ordinal(value.longValue()));
        }
        return Optional.empty();
    }

    private static Optional<ColumnOrder> string(String text) {
        return text.contains(REPLACEMENT) || text.endsWith(GREATEST_CHARACTER)
                ? Optional.empty()
                : Optional.of(ColumnOrder.of(text));
    }

    private static Optional<ColumnOrder> date(String text) {
        try {
            return Optional.of(ColumnOrder.of(LocalDate.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<ColumnOrder> timestamp(String text, boolean isMaximum) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            Duration slack = text.endsWith("Z") ? Duration.ZERO : SECONDS_OF_AN_OFFSET;
            Instant bound = isMaximum ? instant.plus(slack).plus(CUT_OFF) : instant.minus(slack);
            return Optional.of(ColumnOrder.of(bound));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
