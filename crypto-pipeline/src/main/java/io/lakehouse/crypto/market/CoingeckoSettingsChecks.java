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
            problems.add("a demo key and a pro key are given, and a request takes one: unset " + DEMO_KEY + " or "
                    + PRO_KEY);
        }
        checkKey(DEMO_KEY, settings.demoKey(), problems);
        checkKey(PRO_KEY, settings.proKey(), problems);
        if (!isBase(settings.baseUri())) {
            problems.add("the base URI is no http or https address without a user, query and fragment: use one like "
                    + PUBLIC);
        }
        boolean hasKey = settings.demoKey().isPresent() || settings.proKey().isPresent();
        if (hasKey && "http".equals(settings.baseUri().getScheme()) && !isThisMachine(settings.baseUri())) {
            problems.add("everyone on the way to " + settings.baseUri().getHost() + " could read the key: use https");
        }
        if (!CURRENCY.test(settings.currency())) {
            problems.add("the currency '" + settings.currency() + "' is no code: use 3 to 10 of the letters a to z");
        }
        if (settings.batchId().map(String::isBlank).orElse(false)) {
            problems.add("the batch id is blank: give one, or none");
        }
        checkCount("coins", settings.coins(), MAX_COINS, problems);
        checkCount("maxAttempts", settings.maxAttempts(), Integer.MAX_VALUE, problems);
        checkCount("maxBodyBytes", settings.maxBodyBytes(), Integer.MAX_VALUE, problems);
        checkTime("connectTimeout", settings.connectTimeout(), problems);
        checkTime("answerTimeout", settings.answerTimeout(), problems);
        checkTime("deadline", settings.deadline(), problems);
        checkTime("firstPause", settings.firstPause(), problems);
        checkTime("longestPause", settings.longestPause(), problems);
        checkTime("maxRetryAfter", settings.maxRetryAfter(), problems);
        return problems;
    }

    private static void checkKey(String variable, Optional<String> key, List<String> problems) {
        if (key.isPresent() && !KEY.test(key.get())) {
            problems.add(
                    "the key of " + variable + " is empty or holds characters that no header takes: copy it again");
        }
    }

    private static boolean isThisMachine(URI uri) {
        return List.of("localhost", "127.0.0.1", "[::1]").contains(uri.getHost());
    }

    private static boolean isBase(URI uri) {
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
            problems.add(name + " is " + time + ": use more than nothing and at most a day");
        }
    }
}
