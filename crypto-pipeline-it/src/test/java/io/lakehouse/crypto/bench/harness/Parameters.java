package io.lakehouse.crypto.bench.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parameters of a contestant, as text so that they can be passed to another JVM. */
public record Parameters(Map<String, String> values) {

    public static final Parameters NONE = new Parameters(Map.of());

    public Parameters {
        values = Map.copyOf(values);
    }

    public Parameters with(String name, Object value) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(name, value.toString());
        return new Parameters(more);
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Unknown parameter '" + name + "': there are " + values.keySet());
        }
        return value;
    }

    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    public Path path(String name) {
        return Path.of(text(name));
    }

    public List<String> toArguments() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .toList();
    }

    public static Parameters from(List<String> arguments) {
        Parameters parameters = NONE;
        for (String argument : arguments) {
            int split = argument.indexOf('=');
            parameters = parameters.with(argument.substring(0, split), argument.substring(split + 1));
        }
        return parameters;
    }
}
