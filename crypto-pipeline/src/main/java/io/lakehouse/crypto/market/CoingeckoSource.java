package io.lakehouse.crypto.market;

import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current market from CoinGecko: one payload with all pages. Pages are requested one after the other. If the
 * ranking changes in between, one coin appears twice and another is missing; then all pages are requested again, and
 * all records are kept.
 */
public final class CoingeckoSource implements MarketSource {

    private static final Logger LOG = LoggerFactory.getLogger(CoingeckoSource.class);
    private static final int MAX_PASSES = 3;

    private final CoingeckoSettings settings;
    private final Clock clock;
    private final CoingeckoClient client;

    private CoingeckoSource(CoingeckoSettings settings, Clock clock, CoingeckoClient client) {
        this.settings = settings;
        this.clock = clock;
        this.client = client;
    }

    /**
     * A source that fetches when its payloads are requested.
     *
     * @param clock provides the time of a fetch, and the current time for a Retry-After header with a date
     */
    public static CoingeckoSource of(CoingeckoSettings settings, Clock clock) {
        return new CoingeckoSource(settings, clock, new CoingeckoClient(settings, clock));
    }

    /** A source that shares its connections with others. */
    static CoingeckoSource over(HttpClient connections, CoingeckoSettings settings, Clock clock) {
        return new CoingeckoSource(settings, clock, new CoingeckoClient(settings, clock, connections));
    }

    @Override
    public List<Payload> payloads() {
        Instant start = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String batchId = settings.batchId()
                .orElseGet(() -> "coingecko-" + settings.currency() + "-" + start.truncatedTo(ChronoUnit.SECONDS));
        List<String> records = records(Deadline.in(settings.deadline()));
        return List.of(new RecordedPayload(batchId, start, "coingecko " + settings.currency(), records));
    }

    private List<String> records(Deadline deadline) {
        List<String> records = new ArrayList<>(allPages(deadline));
        if (records.isEmpty()) {
            throw FetchErrors.emptyMarket(settings);
        }
        int wanted = records.size();
        for (int pass = 1; distinctCoins(records) < wanted && pass < MAX_PASSES; pass++) {
            LOG.warn(
                    "The ranking changed between pages: {} of {} coins, requesting all pages again",
                    distinctCoins(records),
                    wanted);
            try {
                records.addAll(allPages(deadline));
            } catch (SourceUnavailableException | InvalidPayloadException e) {
                LOG.warn("Continuing with {} of {} coins: {}", distinctCoins(records), wanted, e.getMessage());
                return records;
            }
        }
        if (distinctCoins(records) < wanted) {
            LOG.warn("Continuing with {} of {} coins: the ranking keeps changing", distinctCoins(records), wanted);
        }
        return records;
    }

    private static long distinctCoins(List<String> records) {
        // A record without an id counts as a coin of its own, because its coin is unknown.
        return records.stream()
                .map(record -> PayloadReader.id(record).orElse(record))
                .distinct()
                .count();
    }

    /** The records of all pages, up to the requested number of coins. */
    private List<String> allPages(Deadline deadline) {
        // Every page must have the same size, because the size decides where a page starts.
        int size = Math.min(settings.coins(), MarketPage.MAX_SIZE);
        int pages = (settings.coins() + size - 1) / size;
        List<String> records = new ArrayList<>();
        for (int number = 1; number <= pages; number++) {
            List<String> page = client.fetch(new MarketPage(number, size), deadline);
            LOG.debug("page {} of {}: {} coins", number, pages, page.size());
            records.addAll(page);
            if (page.isEmpty()) {
                break;
            }
        }
        if (records.size() < settings.coins()) {
            LOG.warn("The market returned {} of {} coins", records.size(), settings.coins());
        }
        return records.subList(0, Math.min(settings.coins(), records.size()));
    }
}
