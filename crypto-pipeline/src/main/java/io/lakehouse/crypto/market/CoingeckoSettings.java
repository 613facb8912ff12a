package io.lakehouse.crypto.market;

import io.lakehouse.core.LakehouseStyle;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The settings of a fetch from CoinGecko.
 *
 * <pre>{@code
 * CoingeckoSettings settings = CoingeckoSettings.fromEnvironment(System.getenv()).coins(2_000).build();
 * }</pre>
 */
@Value.Immutable
@LakehouseStyle
public interface CoingeckoSettings {

    /** The API key of a free (demo) plan. Never shown. */
    @Value.Redacted
    Optional<String> demoKey();

    /** The API key of a paid (pro) plan. Never shown. */
    @Value.Redacted
    Optional<String> proKey();

    /**
     * The URI that {@code /coins/markets} is appended to. Default: the public API, or with a pro key that of paid
     * plans.
     */
    @Value.Default
    default URI baseUri() {
        return CoingeckoSettingsChecks.defaultUri(proKey());
    }

    /** The currency of prices. Default: usd. */
    @Value.Default
    default String currency() {
        return "usd";
    }

    /** The number of coins to fetch, those with the highest market caps. Default: 250, one page. */
    @Value.Default
    default int coins() {
        return MarketPage.MAX_SIZE;
    }

    /** The id of the payload. Default: {@code coingecko-<currency>-<instant to the second>}. */
    Optional<String> batchId();

    /** The time limit for opening a connection. Default: 10 seconds. */
    @Value.Default
    default Duration connectTimeout() {
        return Duration.ofSeconds(10);
    }

    /** The time limit for a response, from the request to the end of the body. Default: 30 seconds. */
    @Value.Default
    default Duration responseTimeout() {
        return Duration.ofSeconds(30);
    }

    /** The time limit for the whole fetch, with all its pages and pauses. Default: 5 minutes. */
    @Value.Default
    default Duration deadline() {
        return Duration.ofMinutes(5);
    }

    /** The maximum size of a body, both as received and decompressed. Default: 16 MiB, some sixty times a page. */
    @Value.Default
    default int maxBodyBytes() {
        return 16 << 20;
    }

    /** The maximum number of attempts per page. Default: 5. */
    @Value.Default
    default int maxAttempts() {
        return 5;
    }

    /**
     * The pause after the first failed attempt, reduced by jitter; it doubles with each further attempt. Default: 1
     * second.
     */
    @Value.Default
    default Duration initialBackoff() {
        return Duration.ofSeconds(1);
    }

    /** The longest pause between attempts, unless the server asks for more. Default: 30 seconds. */
    @Value.Default
    default Duration maxBackoff() {
        return Duration.ofSeconds(30);
    }

    /** The longest pause that a server may ask for; if it asks for more, the fetch fails. Default: 60 seconds. */
    @Value.Default
    default Duration maxRetryAfter() {
        return Duration.ofSeconds(60);
    }

    /** Reports all violations in one message. */
    @Value.Check
    default void check() {
        List<String> problems = CoingeckoSettingsChecks.problems(this);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Invalid CoinGecko settings: " + String.join("; ", problems) + ".");
        }
    }

    /**
     * A builder with the keys from the environment variables {@code COINGECKO_API_KEY} (demo) and
     * {@code COINGECKO_PRO_API_KEY} (pro); a blank variable counts as not set.
     */
    static Builder fromEnvironment(Map<String, String> environment) {
        Builder builder = builder();
        CoingeckoSettingsChecks.variable(environment, CoingeckoSettingsChecks.DEMO_KEY)
                .ifPresent(builder::demoKey);
        CoingeckoSettingsChecks.variable(environment, CoingeckoSettingsChecks.PRO_KEY)
                .ifPresent(builder::proKey);
        return builder;
    }

    static Builder builder() {
        return new Builder();
    }

    /** Builds settings; {@link #build()} checks them. */
    final class Builder extends ImmutableCoingeckoSettings.Builder {

        Builder() {}
    }
}
