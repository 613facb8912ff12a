package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoingeckoSettingsTest {

    @Test
    void hasTheseDefaults() {
        assertThat(CoingeckoSettings.builder().build())
                .hasToString("CoingeckoSettings{baseUri=https://api.coingecko.com/api/v3, currency=usd, coins=250,"
                        + " connectTimeout=PT10S, responseTimeout=PT30S, deadline=PT5M, maxBodyBytes=16777216,"
                        + " maxAttempts=5, initialBackoff=PT1S, maxBackoff=PT30S, maxRetryAfter=PT1M}");
    }

    @Test
    void readsKeysFromTheEnvironment() {
        CoingeckoSettings demo = CoingeckoSettings.fromEnvironment(
                        Map.of("COINGECKO_API_KEY", " CG-demo\n", "COINGECKO_PRO_API_KEY", " "))
                .build();
        CoingeckoSettings pro = CoingeckoSettings.fromEnvironment(Map.of("COINGECKO_PRO_API_KEY", "CG-pro"))
                .build();

        assertThat(demo.demoKey()).contains("CG-demo");
        assertThat(demo.proKey()).isEmpty();
        assertThat(pro.proKey()).contains("CG-pro");
        assertThat(pro.baseUri()).isEqualTo(URI.create("https://pro-api.coingecko.com/api/v3"));
        assertThat(demo.toString() + pro).doesNotContain("CG-");
    }

    @Test
    void rejectsTwoKeysWithoutShowingThem() {
        CoingeckoSettings.Builder both = CoingeckoSettings.fromEnvironment(
                Map.of("COINGECKO_API_KEY", "CG-demo", "COINGECKO_PRO_API_KEY", "CG-pro"));

        assertThatThrownBy(both::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid CoinGecko settings: both a demo key and a pro key are set, but a request takes"
                        + " only one: unset COINGECKO_API_KEY or COINGECKO_PRO_API_KEY.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CG\ns3cret", "CG s3cret", "CG-s3crét"})
    void rejectsAKeyThatNoHeaderAllowsWithoutShowingIt(String key) {
        assertThatThrownBy(() -> CoingeckoSettings.builder().demoKey(key).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid CoinGecko settings: the key in COINGECKO_API_KEY is empty or has characters that no"
                                + " HTTP header allows: copy it again.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "us", "USD", "usd&x=1", "u$d", "abcdefghijk"})
    void rejectsAnInvalidCurrency(String currency) {
        assertThatThrownBy(() -> CoingeckoSettings.builder().currency(currency).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid CoinGecko settings: the currency '" + currency
                        + "' is not a currency code: use 3 to 10 letters from a to z.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://api.example",
                "https:///api",
                "/api/v3",
                "https://me:s3cret@api.example",
                "https://api.example?key=s3cret",
                "https://api.example#s3cret"
            })
    void rejectsABaseUriThatIsNotAPlainAddress(URI uri) {
        assertThatThrownBy(() -> CoingeckoSettings.builder().baseUri(uri).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid CoinGecko settings: the base URI is not an http or https address without user, query"
                                + " and fragment: use one like https://api.coingecko.com/api/v3.");
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThatThrownBy(() -> CoingeckoSettings.builder()
                        .coins(0)
                        .maxAttempts(0)
                        .batchId(" ")
                        .deadline(Duration.ZERO)
                        .responseTimeout(Duration.ofDays(2))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid CoinGecko settings: the batch id is blank: set an id, or leave it out; coins is 0:"
                        + " use 1 to 100000; maxAttempts is 0: use 1 to 2147483647; responseTimeout is PT48H: use more"
                        + " than zero and at most one day; deadline is PT0S: use more than zero and at most one day.");
    }
}
