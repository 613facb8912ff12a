package io.lakehouse.crypto.gold;

import java.util.List;

/** The Gold tables. A new table needs a class and a line here. */
public final class GoldTables {

    public static final CoinDaily COIN_DAILY = new CoinDaily();
    public static final MarketStats MARKET_STATS = new MarketStats();

    public static final List<GoldTable> ALL = List.of(COIN_DAILY, MARKET_STATS);

    private GoldTables() {}
}
