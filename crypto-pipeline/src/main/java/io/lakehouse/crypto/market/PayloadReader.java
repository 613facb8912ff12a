package io.lakehouse.crypto.market;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Splits a JSON array into the texts of its elements. The array must be complete, the elements may be anything. */
final class PayloadReader {

    /** The maximum nesting depth of an element. */
    private static final int MAX_DEPTH = 1000;

    // Numbers and strings of any length are allowed: they concern one record, not the payload, and are only skipped
    // here.
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1 + MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private PayloadReader() {}

    /**
     * The elements of the array, each exactly as written.
     *
     * @param content UTF-8, with or without a byte order mark
     * @param origin the file or address, for error messages
     */
    static List<String> read(byte[] content, String origin) {
        int start = startsWithMark(content) ? 3 : 0;
        if (looksLikeHtml(content, start)) {
            throw invalid(origin, "it is HTML, not JSON");
        }
        CharBuffer text = decode(content, start, origin);
        List<String> records = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(text.array(), 0, text.limit())) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_ARRAY) {
                throw invalid(origin, "expected a JSON array of coins, found " + describe(first));
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int from = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
                parser.skipChildren();
                parser.finishToken();
                int to = Math.toIntExact(parser.currentLocation().getCharOffset());
                records.add(text.subSequence(from, to).toString());
            }
            if (parser.nextToken() != null) {
                throw invalid(origin, "there is more after the end of the JSON array");
            }
            return records;
        } catch (JsonProcessingException e) {
            throw invalid(origin, problem(e, text.limit(), records.size()), e);
        } catch (IOException e) {
            throw invalid(origin, e.toString(), e);
        }
    }

    /** The id of a record, if it has one. */
    static Optional<String> id(String record) {
        try (JsonParser parser = JSON.createParser(record)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isId = parser.currentName().equals(MarketFields.ID.name());
                if (parser.nextToken() == JsonToken.VALUE_STRING && isId) {
                    return Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a record that was valid JSON before.", e);
        }
    }

    private static boolean startsWithMark(byte[] content) {
        return content.length >= 3
                && content[0] == (byte) 0xEF
                && content[1] == (byte) 0xBB
                && content[2] == (byte) 0xBF;
    }

    private static boolean looksLikeHtml(byte[] content, int start) {
        for (int at = start; at < content.length; at++) {
            if (!Character.isWhitespace(content[at])) {
                return content[at] == '<';
            }
        }
        return false;
    }

    /** Decodes UTF-8 strictly. The parser gets text, because it would guess the encoding of bytes. */
    private static CharBuffer decode(byte[] content, int start, String origin) {
        ByteBuffer bytes = ByteBuffer.wrap(content, start, content.length - start);
        CharBuffer text = CharBuffer.allocate(content.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, false);
        if (result.isError()) {
            throw invalid(
                    origin,
                    String.format("it is not UTF-8: byte 0x%02X at offset %d", bytes.get(), bytes.position() - 1));
        }
        if (bytes.hasRemaining()) {
            // Truncated inside a character. No JSON ends like this, and the parser reports the position.
            text.put('\uFFFD');
        }
        return text.flip();
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

    private static String problem(JsonProcessingException e, int length, int complete) {
        return isCutOff(e, length) ? "it is cut off after " + complete + " complete records" : notJson(e);
    }

    private static boolean isCutOff(JsonProcessingException e, int length) {
        // Between elements and inside a word, only the message of the parser distinguishes the end of the input from an
        // invalid character.
        String message = e.getOriginalMessage();
        return e instanceof JsonEOFException
                || message.startsWith("Unexpected end-of-input")
                || (message.startsWith("Unrecognized token") && e.getLocation().getCharOffset() >= length);
    }

    private static String notJson(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String where =
                location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        return "it is not JSON" + where + ": " + e.getOriginalMessage();
    }

    private static InvalidPayloadException invalid(String origin, String reason) {
        return new InvalidPayloadException("Cannot read " + origin + ": " + reason + ".");
    }

    private static InvalidPayloadException invalid(String origin, String reason, Throwable cause) {
        return new InvalidPayloadException("Cannot read " + origin + ": " + reason + ".", cause);
    }
}
