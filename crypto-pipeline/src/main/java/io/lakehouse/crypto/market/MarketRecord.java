package io.lakehouse.crypto.market;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Turns a record into typed values, exactly or not at all: a value that does not fit stays NULL and the record as a
 * whole is marked as unfit, so that it can be kept as it came.
 */
public final class MarketRecord {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private MarketRecord() {}

    /**
     * Sets the fields of {@link MarketFields#ALL} that the record has.
     *
     * @return whether the record fits: it is an object, has an id and a last_updated, and every value it holds for a
     *     documented field is of that field's type
     */
    public static boolean decode(JsonNode record, RowValues into) {
        if (!record.isObject()) {
            return false;
        }
        boolean fits = decode(record, MarketFields.ALL, into);
        return fits && hasText(record, MarketFields.ID) && record.hasNonNull(MarketFields.LAST_UPDATED.name());
    }

    /** The instant a record describes, if it says so. */
    static Optional<Instant> lastUpdated(String json) {
        return convert(parse(json).path(MarketFields.LAST_UPDATED.name()), MarketFields.LAST_UPDATED);
    }

    /** The record as a tree; what cannot be one is a missing node. */
    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static boolean hasText(JsonNode record, Field<String> field) {
        return !record.path(field.name()).asText("").isBlank();
    }

    private static boolean decode(JsonNode object, List<Field<?>> fields, RowValues into) {
        boolean fits = true;
        for (Field<?> field : fields) {
            JsonNode value = object.path(field.name());
            if (!value.isMissingNode() && !value.isNull()) {
                fits &= set(value, field, into);
            }
        }
        return fits;
    }

    private static <T> boolean set(JsonNode value, Field<T> field, RowValues into) {
        Optional<T> converted = convert(value, field);
        converted.ifPresent(each -> into.set(field, each));
        return converted.isPresent();
    }

    private static <T> Optional<T> convert(JsonNode value, Field<T> field) {
        Class<T> type = field.type().javaType();
        Object converted = null;
        if (type == String.class && value.isTextual()) {
            converted = value.textValue();
        } else if (type == BigDecimal.class && (value.isBigDecimal() || value.isIntegralNumber())) {
            // The reader makes a double of a number only when it is beyond the range of doubles.
            converted = value.decimalValue();
        } else if (type == Integer.class && value.isIntegralNumber() && value.canConvertToInt()) {
            converted = value.intValue();
        } else if (type == Instant.class && value.isTextual()) {
            converted = instant(value.textValue()).orElse(null);
        } else if (type == RowValues.class && value.isObject()) {
            RowValues nested = RowValues.of(MarketFields.ROI_FIELDS);
            converted = decode(value, MarketFields.ROI_FIELDS, nested) ? nested : null;
        }
        return Optional.ofNullable(converted)
                .map(type::cast)
                .filter(each -> field.type().misfit(each).isEmpty());
    }

    /** An ISO 8601 instant with a zone: a time without one could be any of many. */
    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
