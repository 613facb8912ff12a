package io.lakehouse.delta.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.TableColumn;
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
 * The min/max values and NULL counts of a data file, as recorded in the Delta log. Strings are truncated, timestamps
 * are truncated to milliseconds, and both are stored as text. A value that cannot be interpreted exactly is not used as
 * a bound.
 */
public record FileStatistics(JsonNode minima, JsonNode maxima, JsonNode nullCounts) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CUT_OFF = Duration.ofMillis(1);

    /** Time zone offsets before 1900 could have seconds, which their text omits. */
    private static final Duration MAX_OFFSET_SECONDS = Duration.ofMinutes(1);

    /** The character that replaces invalid bytes in the text. */
    private static final String REPLACEMENT = "\uFFFD";

    /** The character at the end of a maximum that stands for the truncated part. */
    private static final String MAX_CHARACTER = "\uDBFF\uDFFF";

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

    /** Whether there are statistics of a column. One that is NULL in every row has a NULL count but no minimum. */
    public boolean covers(TableColumn column) {
        return minima.has(column.physicalName()) || nullCounts.has(column.physicalName());
    }

    /** False only if the statistics prove that the file contains no row within the bound. */
    boolean mayOverlap(Bound bound, TableColumn column) {
        Field<?> field = bound.field();
        Optional<ColumnOrder> min = order(field, minima.path(column.physicalName()), false);
        Optional<ColumnOrder> max = order(field, maxima.path(column.physicalName()), true);
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
        return text.contains(REPLACEMENT) || text.endsWith(MAX_CHARACTER)
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
            Duration slack = text.endsWith("Z") ? Duration.ZERO : MAX_OFFSET_SECONDS;
            Instant bound = isMaximum ? instant.plus(slack).plus(CUT_OFF) : instant.minus(slack);
            return Optional.of(ColumnOrder.of(bound));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
