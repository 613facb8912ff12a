package io.lakehouse.crypto.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Default values for options from a properties file. Its keys are the names of the options without dashes. */
final class ConfigFile implements IDefaultValueProvider {

    static final String OPTION = "--config";

    private final Properties values;

    private ConfigFile(Properties values) {
        this.values = values;
    }

    /** Finds the file among any other arguments. */
    @Command
    private static final class ConfigOption {

        @Option(names = OPTION)
        private Optional<Path> file = Optional.empty();
    }

    /**
     * Applies the default values from the file that the arguments name, if any.
     *
     * @throws ParameterException if the file cannot be read, or has a key that is not an option of any command
     */
    static void applyTo(CommandLine commandLine, String... arguments) {
        ConfigOption configured = new ConfigOption();
        new CommandLine(configured).setUnmatchedArgumentsAllowed(true).parseArgs(arguments);
        if (configured.file.isPresent()) {
            Properties values = read(commandLine, configured.file.get());
            requireKnown(commandLine, configured.file.get(), values);
            commandLine.setDefaultValueProvider(new ConfigFile(values));
        }
    }

    private static Properties read(CommandLine commandLine, Path file) {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(commandLine, "Cannot read the configuration " + file + ": " + e + ".", e);
        }
        return values;
    }

    private static void requireKnown(CommandLine commandLine, Path file, Properties values) {
        TreeSet<String> known = new TreeSet<>();
        for (CommandLine command : commandLine.getSubcommands().values()) {
            command.getCommandSpec().options().stream()
                    .filter(option -> !option.usageHelp() && !option.versionHelp())
                    .forEach(option -> known.add(key(option)));
        }
        known.remove(key(OPTION));
        for (String key : values.stringPropertyNames()) {
            if (!known.contains(key)) {
                throw new ParameterException(
                        commandLine,
                        "Unknown key '" + key + "' in " + file + ": known keys are " + String.join(", ", known) + ".");
            }
        }
    }

    private static String key(OptionSpec option) {
        return key(option.longestName());
    }

    private static String key(String name) {
        return name.substring("--".length());
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option && option.longestName().startsWith("--")
                ? values.getProperty(key(option))
                : null;
    }
}
