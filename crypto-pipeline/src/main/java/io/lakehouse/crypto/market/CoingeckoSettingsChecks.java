package io.lakehouse.crypto.market;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The default values of the settings and their checks. Messages never contain a key. */
final class CoingeckoSettingsChecks {

    /** The environment variable of the demo key. */
    static final String DEMO_KEY = "COINGECKO_API_KEY";

    /** The environment variable of the pro key. */
    static final String PRO_KEY = "COINGECKO_PRO_API_KEY";

    private static final int MAX_COINS = 100_000;
    private static final URI PUBLIC = URI.create("https://api.coingecko.com/api/v3");
    private static final URI PRO = URI.create("https://pro-api.coingecko.com/api/v3");
    private static final Predicate<String> CURRENCY =
            Pattern.compile("[a-z]{3,10}").asMatchPredicate();
    private static final Predicate<String> KEY = Pattern.compile("[!-~]+").asMatchPredicate();

    private CoingeckoSettingsChecks() {}

    static URI defaultUri(Optional<String> proKey) {
        return proKey.isPresent() ? PRO : PUBLIC;
    }

    static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    static List<String> problems(CoingeckoSettings settings) {
        List<String> problems = new ArrayList<>();
        if (settings.demoKey().isPresent() && settings.proKey().isPresent()) {
            problems.add("both a demo key and a pro key are set, but a request takes only one: unset " + DEMO_KEY
                    + " or " + PRO_KEY);
        }
        checkKey(DEMO_KEY, settings.demoKey(), problems);
        checkKey(PRO_KEY, settings.proKey(), problems);
        if (!isBaseUri(settings.baseUri())) {
            problems.add("the base URI is not an http or https address without user, query and fragment: use one like "
                    + PUBLIC);
        }
        boolean hasKey = settings.demoKey().isPresent() || settings.proKey().isPresent();
        if (hasKey && "http".equals(settings.baseUri().getScheme()) && !isLoopback(settings.baseUri())) {
            problems.add("the key would be sent to " + settings.baseUri().getHost() + " unencrypted: use https");
        }
        if (!CURRENCY.test(settings.currency())) {
            problems.add("the currency '" + settings.currency()
                    + "' is not a currency code: use 3 to 10 letters from a to z");
        }
        if (settings.batchId().map(String::isBlank).orElse(false)) {
            problems.add("the batch id is blank: set an id, or leave it out");
        }
        checkCount("coins", settings.coins(), MAX_COINS, problems);
        checkCount("maxAttempts", settings.maxAttempts(), Integer.MAX_VALUE, problems);
        checkCount("maxBodyBytes", settings.maxBodyBytes(), Integer.MAX_VALUE, problems);
        checkTime("connectTimeout", settings.connectTimeout(), problems);
        checkTime("responseTimeout", settings.responseTimeout(), problems);
        checkTime("deadline", settings.deadline(), problems);
        checkTime("initialBackoff", settings.initialBackoff(), problems);
        checkTime("maxBackoff", settings.maxBackoff(), problems);
        checkTime("maxRetryAfter", settings.maxRetryAfter(), problems);
        return problems;
    }

    private static void checkKey(String variable, Optional<String> key, List<String> problems) {
        if (key.isPresent() && !KEY.test(key.get())) {
            problems.add(
                    "the key in " + variable + " is empty or has characters that no HTTP header allows: copy it again");
        }
    }

    private static boolean isLoopback(URI uri) {
        return List.of("localhost", "127.0.0.1", "[::1]").contains(uri.getHost());
    }

    private static boolean isBaseUri(URI uri) {
        return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    private static void checkCount(String name, int count, int max, List<String> problems) {
        if (count < 1 || count > max) {
            problems.add(name + " is " + count + ": use 1 to " + max);
        }
    }

    private static void checkTime(String name, Duration time, List<String> problems) {
        if (time.compareTo(Duration.ZERO) <= 0 || time.compareTo(Duration.ofDays(1)) > 0) {
            problems.add(name + " is " + time + ": use more than zero and at most one day");
        }
    }
}
