package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.market.CoingeckoSettings;
import io.lakehouse.crypto.market.CoingeckoSource;
import io.lakehouse.crypto.market.MarketSource;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.market.ReplaySource;
import io.lakehouse.crypto.market.SimulatedSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that load payloads. */
final class SourceOptions {

    private static final int DEFAULT_COINS = 250;
    private static final LocalDate DEFAULT_FIRST_DAY = LocalDate.of(2025, 1, 1);

    /** The kind of source that payloads come from. */
    enum Kind {
        COINGECKO,
        REPLAY,
        SIMULATE;

        /** The options of all kinds of source. */
        static final Set<String> OPTIONS = Arrays.stream(values())
                .flatMap(kind -> kind.options().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        /** The options that apply to this kind of source, besides the source itself. */
        Set<String> options() {
            return switch (this) {
                case COINGECKO -> Set.of("--coins", "--currency", "--batch", "--url");
                case REPLAY -> Set.of("--input", "--batch", "--currency");
                case SIMULATE -> Set.of("--coins", "--days", "--every", "--from");
            };
        }
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--source",
            required = true,
            paramLabel = "SOURCE",
            description = "coingecko: the current market, with a key from COINGECKO_API_KEY or COINGECKO_PRO_API_KEY;"
                    + " replay: recorded /coins/markets responses; simulate: a simulated market")
    private Kind kind = Kind.REPLAY;

    @Option(
            names = "--input",
            arity = "1..*",
            paramLabel = "PATH",
            converter = LocalPathParameter.class,
            description = "replay: files, or folders of .json and .json.gz files, one JSON array per file")
    private List<Path> inputs = new ArrayList<>();

    @Option(
            names = "--coins",
            paramLabel = "N",
            description = "coingecko, simulate: number of coins (default: " + DEFAULT_COINS + ")")
    private Optional<Integer> coins = Optional.empty();

    @Option(
            names = "--currency",
            paramLabel = "CODE",
            description = "coingecko, replay: currency of the prices (default: usd)")
    private Optional<String> currency = Optional.empty();

    @Option(
            names = "--batch",
            paramLabel = "ID",
            description = "coingecko, replay: name of the batch; a run with the same name replaces it"
                    + " (default: made from the currency and the time, or from the content of the recording)")
    private Optional<String> batch = Optional.empty();

    @Option(
            names = "--url",
            paramLabel = "URI",
            description = "coingecko: base URI of the API with its path, for example of a mirror")
    private Optional<URI> url = Optional.empty();

    @Option(names = "--days", paramLabel = "N", description = "simulate: number of days (default: 1)")
    private Optional<Integer> days = Optional.empty();

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = DurationParameter.class,
            description = "simulate: interval between snapshots, 1m to 1d (default: 1h)")
    private Optional<Duration> every = Optional.empty();

    @Option(names = "--from", paramLabel = "DATE", description = "simulate: first day (default: 2025-01-01)")
    private Optional<LocalDate> from = Optional.empty();

    /**
     * The payloads of the source. Call before opening a session, so that an invalid input changes nothing and does not
     * cost the start of Spark.
     */
    List<Payload> payloads() {
        requireOptionsOfSource();
        return source().payloads();
    }

    /** Whether the user has named the batch. */
    boolean isNamed() {
        return batch.isPresent() && kind != Kind.SIMULATE;
    }

    /** The currency of the prices. */
    String currency() {
        return kind == Kind.SIMULATE ? "usd" : currency.orElse("usd");
    }

    private void requireOptionsOfSource() {
        // Only the command line counts: a configuration file may hold options for several sources.
        CommandLine.ParseResult given = command.commandLine().getParseResult();
        for (String option : Kind.OPTIONS) {
            if (given.hasMatchedOption(option) && !kind.options().contains(option)) {
                throw usageError("Invalid option: " + option + " does not apply to --source "
                        + kind.name().toLowerCase(Locale.ROOT));
            }
        }
        if (kind == Kind.REPLAY && inputs.isEmpty()) {
            throw usageError("Missing option: --source replay requires --input PATH...");
        }
    }

    private MarketSource source() {
        return switch (kind) {
            case REPLAY -> new ReplaySource(inputs, batch);
            case COINGECKO -> CoingeckoSource.of(coingecko(), Clock.systemUTC());
            case SIMULATE ->
                SimulatedSource.of(
                        coins.orElse(DEFAULT_COINS),
                        from.orElse(DEFAULT_FIRST_DAY),
                        days.orElse(1),
                        every.orElse(Duration.ofHours(1)),
                        Clock.systemUTC());
        };
    }

    private CoingeckoSettings coingecko() {
        CoingeckoSettings.Builder settings = CoingeckoSettings.fromEnvironment(System.getenv());
        url.ifPresent(settings::baseUri);
        return settings.coins(coins.orElse(DEFAULT_COINS))
                .currency(currency())
                .batchId(batch)
                .build();
    }

    private ParameterException usageError(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
