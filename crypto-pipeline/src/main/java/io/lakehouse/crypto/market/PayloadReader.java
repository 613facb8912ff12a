package io.lakehouse.crypto.market;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a JSON array of records; the array must be whole, the records may be anything. */
final class PayloadReader {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private PayloadReader() {}

    /**
     * The elements of the array.
     *
     * @param origin the file or address, for messages
     */
    static List<JsonNode> read(byte[] content, String origin) {
        List<JsonNode> records = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(content)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_ARRAY) {
                throw invalid(origin, "expected a JSON array of coins, found " + describe(first));
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                records.add(JSON.readTree(parser));
            }
            if (parser.nextToken() != null) {
                throw invalid(origin, "there is more after the end of the JSON array");
            }
            return records;
        } catch (JsonProcessingException e) {
            throw invalid(origin, problem(e, content, records.size()), e);
        } catch (IOException e) {
            throw invalid(origin, e.toString(), e);
        }
    }

    private static String describe(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing: it is empty";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            default -> token.asString();
        };
    }

    private static String problem(JsonProcessingException e, byte[] content, int complete) {
        // Between elements the parser tells the end from a bad character by its message only.
        if (e instanceof JsonEOFException || e.getOriginalMessage().startsWith("Unexpected end-of-input")) {
            return "it is cut off after " + complete + " complete records";
        }
        return looksLikeHtml(content) ? "it is HTML, not JSON" : notJson(e);
    }

    private static boolean looksLikeHtml(byte[] content) {
        for (byte each : content) {
            if (!Character.isWhitespace(each)) {
                return each == '<';
            }
        }
        return false;
    }

    private static String notJson(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return "it is not JSON" + where + ": " + e.getOriginalMessage();
    }

    private static InvalidPayloadException invalid(String origin, String reason) {
        return new InvalidPayloadException("Cannot read " + origin + ": " + reason + ".");
    }

    private static InvalidPayloadException invalid(String origin, String reason, Throwable cause) {
        return new InvalidPayloadException("Cannot read " + origin + ": " + reason + ".", cause);
    }
}
