package io.lakehouse.crypto.market;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches single pages. Retries a request, after a growing pause or the pause that the server asks for, if the response
 * is incomplete, the server is overloaded, or the body is not a payload. No other failure is retried.
 */
final class CoingeckoClient {

    private static final Logger LOG = LoggerFactory.getLogger(CoingeckoClient.class);

    private final CoingeckoSettings settings;
    private final Clock clock;
    private final HttpClient http;
    private final RetryPolicy<List<String>> retries;

    CoingeckoClient(CoingeckoSettings settings, Clock clock) {
        this(settings, clock, connections(settings));
    }

    CoingeckoClient(CoingeckoSettings settings, Clock clock, HttpClient http) {
        this.settings = settings;
        this.clock = clock;
        this.http = http;
        // The pauses already include jitter: that of Failsafe would shorten the pauses that the server asks for.
        this.retries = RetryPolicy.<List<String>>builder()
                .handle(FailedAttemptException.class)
                .withMaxAttempts(settings.maxAttempts())
                .withDelayFnOn(CoingeckoClient::pause, FailedAttemptException.class)
                .build();
    }

    /** An HTTP client with these settings. A client per fetch would keep its threads until it is garbage-collected. */
    static HttpClient connections(CoingeckoSettings settings) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .build();
    }

    /**
     * Fetches the records of a page.
     *
     * @throws SourceUnavailableException if there is no response in time
     * @throws InvalidPayloadException if the response is not a payload
     */
    List<String> fetch(MarketPage page, Deadline deadline) {
        URI uri = uri(page);
        try {
            return Failsafe.with(retries)
                    .get(context -> attempt(new FetchAttempt(uri, context.getAttemptCount() + 1, deadline)));
        } catch (FailedAttemptException e) {
            throw FetchErrors.gaveUp(uri, e, settings.maxAttempts());
        } catch (FailsafeException e) {
            // The only checked exception here: a pause was interrupted.
            Thread.currentThread().interrupt();
            throw FetchErrors.interrupted(uri, e);
        }
    }

    private static Duration pause(ExecutionContext<List<String>> context) {
        FailedAttemptException last = context.getLastException();
        return last.pause();
    }

    private URI uri(MarketPage page) {
        String base = settings.baseUri().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + "/coins/markets?vs_currency=" + settings.currency() + "&order=market_cap_desc&per_page=" + page.size()
                + "&page=" + page.number());
    }

    private List<String> attempt(FetchAttempt attempt) {
        if (attempt.deadline().hasPassed()) {
            throw FetchErrors.notAskedInTime(attempt);
        }
        try {
            HttpResponse<byte[]> response = exchange(attempt);
            if (response.statusCode() != 200) {
                throw refusal(attempt, response);
            }
            byte[] body = LimitedBody.decompress(response, settings.maxBodyBytes());
            return PayloadReader.read(body, attempt.uri().toString());
        } catch (InvalidPayloadException e) {
            throw failed(attempt, FetchErrors.problem(e), Duration.ZERO, e);
        } catch (BodyTooLargeException e) {
            throw FetchErrors.tooLarge(attempt, e);
        } catch (IOException e) {
            throw failed(attempt, problem(e), Duration.ZERO, e);
        } catch (TimeoutException e) {
            String limit = attempt.deadline().hasPassed()
                    ? "in time"
                    : "within " + FetchErrors.text(settings.responseTimeout());
            throw failed(attempt, "no complete response " + limit, Duration.ZERO, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FetchErrors.interrupted(attempt.uri(), e);
        }
    }

    /**
     * Sends a request and waits for the complete response. The timeouts of the HTTP client end with the headers of a
     * response; this one includes the body.
     */
    private HttpResponse<byte[]> exchange(FetchAttempt attempt)
            throws IOException, InterruptedException, TimeoutException {
        Duration timeout =
                shorter(settings.responseTimeout(), attempt.deadline().remaining());
        CompletableFuture<HttpResponse<byte[]>> response = http.sendAsync(
                request(attempt.uri()),
                head -> head.statusCode() == 200
                        ? new LimitedBody(settings.maxBodyBytes())
                        : BodySubscribers.replacing(new byte[0]));
        try {
            return response.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException problem ? problem : new IOException(e.getCause());
        } finally {
            response.cancel(true);
        }
    }

    private HttpRequest request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/json")
                .header("Accept-Encoding", "gzip")
                .header("User-Agent", "crypto-pipeline");
        settings.demoKey().ifPresent(key -> request.header("x-cg-demo-api-key", key));
        settings.proKey().ifPresent(key -> request.header("x-cg-pro-api-key", key));
        return request.build();
    }

    private RuntimeException refusal(FetchAttempt attempt, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 429 || status >= 500) {
            String retryAfter = response.headers().firstValue("Retry-After").orElse("");
            return failed(attempt, "status " + status, RetryAfter.parse(retryAfter, clock.instant()), null);
        }
        if (status == 401 || status == 403) {
            return FetchErrors.keyRefused(attempt, status, settings);
        }
        return status >= 300 && status < 400
                ? FetchErrors.redirected(attempt, response)
                : FetchErrors.refused(attempt, status);
    }

    /** The exception for a failure that a retry may cure, if there is still time for one. */
    private RuntimeException failed(FetchAttempt attempt, String problem, Duration asked, @Nullable Throwable cause) {
        if (asked.compareTo(settings.maxRetryAfter()) > 0) {
            return FetchErrors.askedToWait(attempt, problem, asked, settings.maxRetryAfter());
        }
        Duration own = backoff(attempt.number());
        Duration pause = asked.compareTo(own) > 0 ? asked : own;
        if (attempt.number() < settings.maxAttempts()) {
            if (pause.compareTo(attempt.deadline().remaining()) >= 0) {
                return FetchErrors.outOfTime(attempt, problem, cause);
            }
            LOG.info(
                    "{}; retrying in {} ms (attempt {} of {})",
                    problem,
                    pause.toMillis(),
                    attempt.number() + 1,
                    settings.maxAttempts());
        }
        return new FailedAttemptException(problem, pause, cause);
    }

    private Duration backoff(int attempt) {
        Duration doubled = settings.initialBackoff().multipliedBy(1L << Math.min(attempt - 1, 30));
        double jitter = ThreadLocalRandom.current().nextDouble(0.5, 1);
        return Duration.ofNanos(
                (long) (jitter * shorter(doubled, settings.maxBackoff()).toNanos()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private String problem(IOException e) {
        if (e instanceof HttpConnectTimeoutException) {
            return "no connection within " + FetchErrors.text(settings.connectTimeout());
        }
        if (e instanceof ConnectException) {
            return "the connection was refused or the host is unknown";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.replaceAll("\\p{Cntrl}+", " ");
    }
}
