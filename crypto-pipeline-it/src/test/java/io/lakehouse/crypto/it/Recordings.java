package io.lakehouse.crypto.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Payloads in the shape of {@code /coins/markets}, made up. */
final class Recordings {

    private Recordings() {}

    /** A record; price and amounts are written as given, so that every notation can be tried. */
    static String coin(String id, String price, String marketCap, String volume, String lastUpdated) {
        return """
                {"id": "%1$s", "symbol": "%1$.3s", "name": "Coin %1$s", "image": "https://example.org/%1$s.png",
                 "current_price": %2$s, "market_cap": %3$s, "market_cap_rank": 1, "fully_diluted_valuation": null,
                 "total_volume": %4$s, "high_24h": %2$s, "low_24h": %2$s, "price_change_24h": -0.003836886445303556,
                 "price_change_percentage_24h": -8.19629, "market_cap_change_24h": -136197754312.49756,
                 "market_cap_change_percentage_24h": -7.8777, "circulating_supply": 19832115.0,
                 "total_supply": 589253592357366.4, "max_supply": null, "ath": 105495, "ath_change_percentage": -23.6039,
                 "ath_date": "2025-01-20T07:16:25.271Z", "atl": 4.6962e-11, "atl_change_percentage": 157008.4677,
                 "atl_date": "2013-07-05T00:00:00.000Z",
                 "roi": {"times": 28.10339287, "currency": "btc", "percentage": 2810.339287},
                 "last_updated": "%5$s"}""".formatted(id, price, marketCap, volume, lastUpdated);
    }

    static Path write(Path file, List<String> records) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "[" + String.join(",\n", records) + "]");
    }

    /** Twelve coins on one day, the two with the least volume outside the top ten. */
    static Path twelveCoins(Path file, String day) throws IOException {
        List<String> records = new ArrayList<>();
        for (int coin = 1; coin <= 12; coin++) {
            records.add(coin("coin-" + coin, coin + ".5", "" + 1_000L * coin, "" + 10L * coin, day + "T14:45:50.155Z"));
        }
        return write(file, records);
    }
}
