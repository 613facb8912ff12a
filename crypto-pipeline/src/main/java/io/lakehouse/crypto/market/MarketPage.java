package io.lakehouse.crypto.market;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of a market, as requested.
 *
 * @param number counts from 1
 */
record MarketPage(int number, int size) {

    /** The maximum number of coins on a page of the API. */
    static final int MAX_SIZE = 250;

    /**
     * Parses the query of a request, with the API's defaults.
     *
     * @throws IllegalArgumentException if it requests something that the simulated market does not offer; the message
     *     is for the client
     */
    static MarketPage parse(@Nullable String query) {
        Map<String, String> parameters = parameters(query == null ? "" : query);
        require("usd", "vs_currency", parameters.getOrDefault("vs_currency", ""));
        require("market_cap_desc", "order", parameters.getOrDefault("order", "market_cap_desc"));
        return new MarketPage(
                number("page", parameters.getOrDefault("page", "1"), Integer.MAX_VALUE),
                number("per_page", parameters.getOrDefault("per_page", "100"), MAX_SIZE));
    }

    /** The elements on this page; empty after the last page. */
    <T> List<T> of(List<T> all) {
        long from = Math.min(all.size(), (number - 1L) * size);
        long to = Math.min(all.size(), from + size);
        return all.subList((int) from, (int) to);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
            }
        }
        return parameters;
    }

    private static void require(String known, String name, String value) {
        if (!value.equals(known)) {
            throw new IllegalArgumentException("Invalid " + name + " '" + value + "': use " + known);
        }
    }

    private static int number(String name, String value, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same error as for a number out of range.
        }
        throw new IllegalArgumentException("Invalid " + name + " '" + value + "': use 1 to " + max);
    }
}
