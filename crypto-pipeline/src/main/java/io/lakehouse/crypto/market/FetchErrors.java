package io.lakehouse.crypto.market;

import io.lakehouse.core.error.LakehouseException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The error messages of a fetch. None contains a key: keys are sent in headers, which no message includes. */
final class FetchErrors {

    private static final String LATER = "Try again later, or replay recorded answers";

    private FetchErrors() {}

    /** The exception for the last of all failed attempts. */
    static LakehouseException gaveUp(URI uri, FailedAttemptException last, int attempts) {
        if (last.getCause() instanceof InvalidPayloadException invalid) {
            return new InvalidPayloadException(
                    last.getMessage() + " (" + count(attempts) + "). " + LATER + ".", invalid);
        }
        return unavailable(uri, last.getMessage() + " (" + count(attempts) + ")", LATER, last.getCause());
    }

    static SourceUnavailableException askedToWait(
            FetchAttempt attempt, String problem, Duration asked, Duration ceiling) {
        return unavailable(
                attempt.uri(),
                problem + " (" + count(attempt.number()) + "), and the server asks to wait " + text(asked)
                        + ", which is more than " + text(ceiling),
                "Try again after that time, with fewer coins, or with a key of a larger plan",
                null);
    }

    static SourceUnavailableException outOfTime(FetchAttempt attempt, String problem, @Nullable Throwable cause) {
        return unavailable(
                attempt.uri(),
                problem + " (" + count(attempt.number()) + "), and the "
                        + text(attempt.deadline().allowed()) + " of the whole fetch leave no time for another",
                LATER + ", or fetch fewer coins",
                cause);
    }

    static SourceUnavailableException notAskedInTime(FetchAttempt attempt) {
        return unavailable(
                attempt.uri(),
                "the pages before it took the " + text(attempt.deadline().allowed()) + " of the whole fetch",
                LATER + ", or fetch fewer coins",
                null);
    }

    static SourceUnavailableException keyRefused(FetchAttempt attempt, int status, CoingeckoSettings settings) {
        String sent = settings.proKey().isPresent()
                ? "the key of " + CoingeckoSettingsChecks.PRO_KEY + " is not accepted"
                : settings.demoKey().isPresent()
                        ? "the key of " + CoingeckoSettingsChecks.DEMO_KEY + " is not accepted"
                        : "no key was sent";
        return unavailable(
                attempt.uri(),
                "status " + status + " (" + count(attempt.number()) + "), " + sent,
                "Set " + CoingeckoSettingsChecks.DEMO_KEY + " to a valid demo key, or "
                        + CoingeckoSettingsChecks.PRO_KEY + " to a valid pro key",
                null);
    }

    static SourceUnavailableException redirected(FetchAttempt attempt, HttpResponse<?> answer) {
        return unavailable(
                attempt.uri(),
                "status " + answer.statusCode() + " (" + count(attempt.number()) + ") redirects to "
                        + target(attempt.uri(), answer).orElse("an address that cannot be read")
                        + ", which is not followed, because keys would go there, too",
                "Set the base URI to the address of the API itself",
                null);
    }

    static SourceUnavailableException refused(FetchAttempt attempt, int status) {
        return unavailable(
                attempt.uri(),
                "status " + status + " (" + count(attempt.number()) + "), the request is not accepted as it is",
                "Check the currency, the base URI, and that it is the one for this kind of key",
                null);
    }

    static InvalidPayloadException tooLarge(FetchAttempt attempt, BodyTooLargeException cause) {
        return new InvalidPayloadException(
                "Cannot read " + attempt.uri() + ": the body is " + cause.getMessage() + " (" + count(attempt.number())
                        + "), which no page of coins is. Check the base URI.",
                cause);
    }

    static SourceUnavailableException interrupted(URI uri, Throwable cause) {
        return unavailable(uri, "it was interrupted", "Run it again", cause);
    }

    static SourceUnavailableException emptyMarket(CoingeckoSettings settings) {
        return unavailable(
                settings.baseUri(),
                "there is no coin with a price in " + settings.currency(),
                "Check the currency and the base URI",
                null);
    }

    /** The message without the full stop, so that the sentence can continue. */
    static String problem(InvalidPayloadException e) {
        String message = String.valueOf(e.getMessage());
        return message.substring(0, message.length() - 1);
    }

    /** Formats a duration briefly, for example 30s or 1m30s. */
    static String text(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    private static String count(int attempts) {
        return attempts == 1 ? "1 attempt" : attempts + " attempts";
    }

    private static Optional<String> target(URI from, HttpResponse<?> answer) {
        try {
            return answer.headers()
                    .firstValue("Location")
                    .map(location -> from.resolve(location).getHost());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static SourceUnavailableException unavailable(
            URI uri, String problem, String remedy, @Nullable Throwable cause) {
        String message = "Failed to fetch " + uri + ": " + problem + ". " + remedy + ".";
        return cause == null ? new SourceUnavailableException(message) : new SourceUnavailableException(message, cause);
    }
}
