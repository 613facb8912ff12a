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
                        + " connectTimeout=PT10S, answerTimeout=PT30S, deadline=PT5M, maxBodyBytes=16777216,"
                        + " maxAttempts=5, firstPause=PT1S, longestPause=PT30S, maxRetryAfter=PT1M}");
    }

    @Test
    void takesKeysFromTheEnvironment() {
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
    void refusesTwoKeysWithoutShowingThem() {
        CoingeckoSettings.Builder both = CoingeckoSettings.fromEnvironment(
                Map.of("COINGECKO_API_KEY", "CG-demo", "COINGECKO_PRO_API_KEY", "CG-pro"));

        assertThatThrownBy(both::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid CoinGecko settings: a demo key and a pro key are given, and a request takes one:"
                        + " unset COINGECKO_API_KEY or COINGECKO_PRO_API_KEY.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CG\ns3cret", "CG s3cret", "CG-s3crét"})
    void refusesAKeyThatNoHeaderTakesWithoutShowingIt(String key) {
        assertThatThrownBy(() -> CoingeckoSettings.builder().demoKey(key).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid CoinGecko settings: the key of COINGECKO_API_KEY is empty or holds characters that"
                        + " no header takes: copy it again.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "us", "USD", "usd&x=1", "u$d", "abcdefghijk"})
    void refusesWhatIsNoCurrency(String currency) {
        assertThatThrownBy(() -> CoingeckoSettings.builder().currency(currency).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid CoinGecko settings: the currency '" + currency
                        + "' is no code: use 3 to 10 of the letters a to z.");
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
    void refusesABaseThatIsNoPlainAddress(URI uri) {
        assertThatThrownBy(() -> CoingeckoSettings.builder().baseUri(uri).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid CoinGecko settings: the base URI is no http or https address without a user, query"
                        + " and fragment: use one like https://api.coingecko.com/api/v3.");
    }

    @Test
    void reportsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> CoingeckoSettings.builder()
                        .coins(0)
                        .maxAttempts(0)
                        .batchId(" ")
                        .deadline(Duration.ZERO)
                        .answerTimeout(Duration.ofDays(2))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid CoinGecko settings: the batch id is blank: give one, or none; coins is 0: use 1 to"
                        + " 100000; maxAttempts is 0: use 1 to 2147483647; answerTimeout is PT48H: use more than"
                        + " nothing and at most a day; deadline is PT0S: use more than nothing and at most a day.");
    }
}
