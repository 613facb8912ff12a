package io.lakehouse.core.session;

import io.lakehouse.core.error.InvalidSettingException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Environment variables, parsed strictly: an unset or blank variable is absent, an unusable value is an error. */
final class Environment {

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    Optional<String> text(String variable) {
        return Optional.ofNullable(variables.get(variable)).map(String::trim).filter(value -> !value.isEmpty());
    }

    /** A whole number between the two bounds, both included. */
    Optional<Integer> count(String variable, int min, int max) {
        return text(variable).map(value -> {
            try {
                int count = Integer.parseInt(value);
                if (count >= min && count <= max) {
                    return count;
                }
            } catch (NumberFormatException e) {
                throw invalid(variable, value, "a whole number from " + min + " to " + max, e);
            }
            throw invalid(variable, value, "a whole number from " + min + " to " + max, null);
        });
    }

    /** A number between the two bounds, both included, fractions allowed. */
    Optional<BigDecimal> number(String variable, BigDecimal min, BigDecimal max) {
        return text(variable).map(value -> {
            String allowed = "a number from " + min.toPlainString() + " to " + max.toPlainString();
            try {
                BigDecimal number = new BigDecimal(value);
                if (number.compareTo(min) >= 0 && number.compareTo(max) <= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw invalid(variable, value, allowed, e);
            }
            throw invalid(variable, value, allowed, null);
        });
    }

    private static InvalidSettingException invalid(
            String variable, String value, String allowed, @Nullable Throwable cause) {
        InvalidSettingException error = new InvalidSettingException(
                "Invalid environment variable " + variable + "='" + value + "': use " + allowed + ", or unset it.");
        if (cause != null) {
            error.initCause(cause);
        }
        return error;
    }
}
