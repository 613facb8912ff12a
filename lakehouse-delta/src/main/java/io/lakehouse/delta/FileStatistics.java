package io.lakehouse.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lakehouse.core.table.Field;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.apache.spark.sql.delta.actions.AddFile;

/** The minima, maxima and counts of NULL of a data file, as Delta's log holds them: strings cut short, instants to the millisecond. */
record FileStatistics(JsonNode minima, JsonNode maxima, JsonNode nullCounts) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CUT_OFF = Duration.ofMillis(1);

    static FileStatistics of(AddFile file) {
        if (file.stats() == null || file.stats().isEmpty()) {
            return new FileStatistics(MissingNode.getInstance(), MissingNode.getInstance(), MissingNode.getInstance());
        }
        try {
            JsonNode statistics = JSON.readTree(file.stats());
            return new FileStatistics(
                    statistics.path("minValues"), statistics.path("maxValues"), statistics.path("nullCount"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Invalid statistics of " + file.path() + " in the log: " + file.stats(), e);
        }
    }

    /** Whether there are statistics of a field. One that is NULL in every row has no minimum, but a count of them. */
    boolean covers(String field) {
        return minima.has(field) || nullCounts.has(field);
    }

    /** False only if the statistics rule out that the file holds a row within the bound. */
    boolean mayOverlap(Scope.Bound bound) {
        Optional<ColumnOrder> min =
                order(bound.field(), minima.path(bound.field().name()), Duration.ZERO);
        Optional<ColumnOrder> max =
                order(bound.field(), maxima.path(bound.field().name()), CUT_OFF);
        return min.isEmpty() || max.isEmpty() || bound.overlaps(min.get(), max.get());
    }

    private static Optional<ColumnOrder> order(Field<?> field, JsonNode value, Duration slack) {
        Class<?> type = field.type().javaType();
        if (type == String.class && value.isTextual()) {
            return Optional.of(ColumnOrder.of(value.textValue()));
        } else if (type == LocalDate.class && value.isTextual()) {
            return Optional.of(ColumnOrder.of(LocalDate.parse(value.textValue())));
        } else if (type == Instant.class && value.isTextual()) {
            return Optional.of(ColumnOrder.of(
                    OffsetDateTime.parse(value.textValue()).toInstant().plus(slack)));
        } else if ((type == Integer.class || type == Long.class)
                && value.canConvertToLong()
                && value.isIntegralNumber()) {
            return Optional.of(ColumnOrder.of(value.longValue()));
        }
        return Optional.empty();
    }
}
