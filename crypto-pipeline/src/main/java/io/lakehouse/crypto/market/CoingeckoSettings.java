package io.lakehouse.crypto.market;

import io.lakehouse.core.LakehouseStyle;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * What to fetch from CoinGecko, and how long to try.
 *
 * <pre>{@code
 * CoingeckoSettings settings = CoingeckoSettings.fromEnvironment(System.getenv()).coins(2_000).build();
 * }</pre>
 */
@Value.Immutable
@LakehouseStyle
public interface CoingeckoSettings {

    /** A key of the free plan. Never shown. */
    @Value.Redacted
    Optional<String> demoKey();

    /** A key of a paid plan. Never shown. */
    @Value.Redacted
    Optional<String> proKey();

    /** What {@code /coins/markets} is put behind. Default: the public API, or that of paid plans with a pro key. */
    @Value.Default
    default URI baseUri() {
        return CoingeckoSettingsChecks.defaultUri(proKey());
    }

    /** The currency of prices. Default: usd. */
    @Value.Default
    default String currency() {
        return "usd";
    }

    /** How many coins, those with the greatest market caps. Default: 250, a page. */
    @Value.Default
    default int coins() {
        return MarketPage.MAX_SIZE;
    }

    /** What identifies the payload. Default: {@code coingecko-<currency>-<instant to the second>}. */
    Optional<String> batchId();

    /** How long a connection may take. Default: 10 seconds. */
    @Value.Default
    default Duration connectTimeout() {
        return Duration.ofSeconds(10);
    }

    /** How long an answer may take, from the request to the end of the body. Default: 30 seconds. */
    @Value.Default
    default Duration answerTimeout() {
        return Duration.ofSeconds(30);
    }

    /** How long the whole fetch may take, with all its pages and pauses. Default: 5 minutes. */
    @Value.Default
    default Duration deadline() {
        return Duration.ofMinutes(5);
    }

    /** The largest body, as received and unpacked. Default: 16 MiB, some sixty times a page. */
    @Value.Default
    default int maxBodyBytes() {
        return 16 << 20;
    }

    /** How often a page is asked for at most. Default: 5. */
    @Value.Default
    default int maxAttempts() {
        return 5;
    }

    /** The pause after the first failed attempt, less some jitter; it doubles with each. Default: 1 second. */
    @Value.Default
    default Duration firstPause() {
        return Duration.ofSeconds(1);
    }

    /** The longest pause between attempts, unless the server asks for a longer one. Default: 30 seconds. */
    @Value.Default
    default Duration longestPause() {
        return Duration.ofSeconds(30);
    }

    /** The longest pause that a server may ask for; the fetch fails when it asks for more. Default: 60 seconds. */
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
     * A builder that has the keys of the environment variables {@code COINGECKO_API_KEY} (demo) and
     * {@code COINGECKO_PRO_API_KEY} (pro); a blank one is none.
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

    /** Collects the settings; {@link #build()} checks them. */
    final class Builder extends ImmutableCoingeckoSettings.Builder {

        Builder() {}
    }
}
