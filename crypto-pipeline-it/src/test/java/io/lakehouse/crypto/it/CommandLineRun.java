package io.lakehouse.crypto.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lakehouse.crypto.cli.CryptoCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** What a command line printed and how it ended, run inside this JVM. */
record CommandLineRun(int exitCode, String out, String err) {

    static CommandLineRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = CryptoCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    JsonNode json() {
        try {
            return JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(out);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Not one JSON document: " + out, e);
        }
    }

    /** The stage of a name in the document of a run. */
    JsonNode stage(String name) {
        return named(json().get("stages"), name);
    }

    /** The table of a name in the document of a run. */
    JsonNode table(String name) {
        return named(json().get("tables"), name);
    }

    private static JsonNode named(JsonNode array, String name) {
        for (JsonNode element : array) {
            if (element.get("name").textValue().equals(name)) {
                return element;
            }
        }
        throw new IllegalArgumentException("No " + name + " in " + array);
    }
}
