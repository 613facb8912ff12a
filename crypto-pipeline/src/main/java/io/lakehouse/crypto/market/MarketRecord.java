package io.lakehouse.crypto.market;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Converts a record into typed values, exactly or not at all. A value that does not fit becomes NULL and its field is
 * reported, so that the record can be kept as received.
 */
public final class MarketRecord {

    /** The rule that a record breaks if it is not JSON or has a field twice. */
    public static final String IS_READABLE = "record_is_readable";

    /** The rule that a record breaks if it is not a JSON object. */
    public static final String IS_OBJECT = "record_is_object";

    /** A number with more digits fits no field, and parsing it would take long. */
    private static final int MAX_DIGITS = 10_000;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(MAX_DIGITS)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private MarketRecord() {}

    /**
     * Sets the fields of {@link MarketFields#ALL} that the record has.
     *
     * @param json the record as received
     * @return the names of the rules that the record breaks: {@link #IS_READABLE}, {@link #IS_OBJECT}, or
     *     {@code <field>_fits} for each documented field whose value has another type or cannot be stored exactly;
     *     empty if the record fits
     */
    public static List<String> decode(String json, RowValues into) {
        Optional<JsonNode> record = parse(json);
        if (record.isEmpty()) {
            return List.of(IS_READABLE);
        }
        return record.get().isObject() ? decode(record.get(), MarketFields.ALL, into) : List.of(IS_OBJECT);
    }

    /** The instant that a record describes, if it has one. Does not decode the other fields. */
    static Optional<Instant> lastUpdated(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            Optional<Instant> instant = Optional.empty();
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean isInstant = parser.currentName().equals(MarketFields.LAST_UPDATED.name());
                    if (parser.nextToken() == JsonToken.VALUE_STRING && isInstant) {
                        instant = instant(parser.getText());
                    }
                    parser.skipChildren();
                }
            }
            return instant.filter(
                    each -> MarketFields.LAST_UPDATED.type().misfit(each).isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The record as a tree; empty if it is not JSON or has a field twice. */
    static Optional<JsonNode> parse(String json) {
        try {
            return Optional.of(JSON.readTree(json));
        } catch (JsonProcessingException | NumberFormatException e) {
            // NumberFormatException: an exponent that no decimal can have.
            return Optional.empty();
        }
    }

    private static List<String> decode(JsonNode object, List<Field<?>> fields, RowValues into) {
        List<String> broken = new ArrayList<>();
        for (Field<?> field : fields) {
            JsonNode value = object.path(field.name());
            if (!value.isMissingNode() && !value.isNull() && !set(value, field, into)) {
                broken.add(field.name() + "_fits");
            }
        }
        return broken;
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
            // Jackson parses a number into a double only if it is beyond the range of doubles.
            converted = value.decimalValue();
        } else if (type == Integer.class && value.canConvertToExactIntegral() && value.canConvertToInt()) {
            converted = value.intValue();
        } else if (type == Instant.class && value.isTextual()) {
            converted = instant(value.textValue()).orElse(null);
        } else if (type == RowValues.class && value.isObject()) {
            RowValues nested = RowValues.of(MarketFields.ROI_FIELDS);
            converted = decode(value, MarketFields.ROI_FIELDS, nested).isEmpty() ? nested : null;
        }
        return Optional.ofNullable(converted)
                .map(type::cast)
                .filter(each -> field.type().misfit(each).isEmpty());
    }

    /** Parses an ISO 8601 instant with a zone; without a zone the instant would be ambiguous. */
    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
