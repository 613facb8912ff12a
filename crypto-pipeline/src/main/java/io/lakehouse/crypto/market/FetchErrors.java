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

    private static final String LATER = "Try again later, or replay recorded responses";

    private static final String LATER_OR_FEWER = "Try again later, replay recorded responses, or fetch fewer coins";

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
                        + ", longer than the limit of " + text(ceiling),
                "Try again after that time, fetch fewer coins, or use a key of a larger plan",
                null);
    }

    static SourceUnavailableException outOfTime(FetchAttempt attempt, String problem, @Nullable Throwable cause) {
        return unavailable(
                attempt.uri(),
                problem + " (" + count(attempt.number()) + "), and the time limit of "
                        + text(attempt.deadline().allowed())
                        + " for the whole fetch leaves no time for another attempt",
                LATER_OR_FEWER,
                cause);
    }

    static SourceUnavailableException notAskedInTime(FetchAttempt attempt) {
        return unavailable(
                attempt.uri(),
                "the pages before it took the whole time limit of "
                        + text(attempt.deadline().allowed()),
                LATER_OR_FEWER,
                null);
    }

    static SourceUnavailableException keyRefused(FetchAttempt attempt, int status, CoingeckoSettings settings) {
        String sent = settings.proKey().isPresent()
                ? "the key in " + CoingeckoSettingsChecks.PRO_KEY + " was rejected"
                : settings.demoKey().isPresent()
                        ? "the key in " + CoingeckoSettingsChecks.DEMO_KEY + " was rejected"
                        : "no key was sent";
        return unavailable(
                attempt.uri(),
                "status " + status + " (" + count(attempt.number()) + "), " + sent,
                "Set " + CoingeckoSettingsChecks.DEMO_KEY + " to a valid demo key, or "
                        + CoingeckoSettingsChecks.PRO_KEY + " to a valid pro key",
                null);
    }

    static SourceUnavailableException redirected(FetchAttempt attempt, HttpResponse<?> response) {
        return unavailable(
                attempt.uri(),
                "status " + response.statusCode() + " (" + count(attempt.number()) + ") redirects to "
                        + target(attempt.uri(), response).orElse("an invalid address")
                        + ", and redirects are not followed, because the key would be sent there as well",
                "Set the base URI to the address of the API itself",
                null);
    }

    static SourceUnavailableException refused(FetchAttempt attempt, int status) {
        return unavailable(
                attempt.uri(),
                "status " + status + " (" + count(attempt.number()) + "), the server rejected the request",
                "Check the currency and the base URI, and that the base URI fits the kind of key",
                null);
    }

    static InvalidPayloadException tooLarge(FetchAttempt attempt, BodyTooLargeException cause) {
        return new InvalidPayloadException(
                "Cannot read " + attempt.uri() + ": the body is " + cause.getMessage() + " (" + count(attempt.number())
                        + "), which is too large for a page of coins. Check the base URI.",
                cause);
    }

    static SourceUnavailableException interrupted(URI uri, Throwable cause) {
        return unavailable(uri, "the fetch was interrupted", "Run it again", cause);
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

    private static Optional<String> target(URI from, HttpResponse<?> response) {
        try {
            return response.headers()
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
