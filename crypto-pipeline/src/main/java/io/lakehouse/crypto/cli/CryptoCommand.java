package io.lakehouse.crypto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lakehouse.core.error.LakehouseException;
import io.lakehouse.crypto.RefusedDataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The top-level command. */
@Command(
        name = "crypto-pipeline",
        description = "Loads CoinGecko market data into Bronze, Silver and Gold tables on Delta Lake, with a report.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            BronzeCommand.class,
            SilverCommand.class,
            GoldCommand.class,
            ReportCommand.class,
            MaintainCommand.class,
            HealthCommand.class,
            HistoryCommand.class,
            InspectCommand.class,
            RegisterCommand.class,
            MetastoreCommand.class,
            SessionCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:failure; the reason is on standard error",
            "2:invalid usage",
            "3:data refused, see --max-bad"
        },
        footer = {"", "Run COMMAND --help for the options of a command."})
public final class CryptoCommand {

    private static final Logger LOG = LoggerFactory.getLogger(CryptoCommand.class);
    private static final int REFUSED = 3;

    private CryptoCommand() {}

    /** Runs a command line with the standard streams. */
    public static int run(String... arguments) {
        return run(new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8), arguments);
    }

    /**
     * Runs a command line.
     *
     * @param out receives the output
     * @param err receives error messages
     * @return the exit code
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Terminal.prepareLog();
        CommandLine commandLine = new CommandLine(new CryptoCommand())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(CryptoCommand::explain);
        try {
            ConfigFile.applyTo(commandLine, arguments);
        } catch (CommandLine.ParameterException e) {
            err.println(e.getMessage());
            commandLine.usage(err);
            return CommandLine.ExitCode.USAGE;
        }
        return commandLine.execute(arguments);
    }

    private static int explain(Exception thrown, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        Exception problem = userFacing(thrown);
        if (problem instanceof LakehouseException || problem instanceof UncheckedIOException) {
            command.getErr().println(problem.getMessage());
            return problem instanceof RefusedDataException
                    ? REFUSED
                    : command.getCommandSpec().exitCodeOnExecutionException();
        }
        if (problem instanceof IOException) {
            LOG.debug("Failed to read or write", problem);
            command.getErr().println("Failed to read or write: " + firstLines(problem));
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        // An unexpected error is printed with its stack trace, for a bug report.
        throw problem;
    }

    /** The exception with a message for the user, which Spark wraps if a task throws it; else the exception itself. */
    static Exception userFacing(Exception thrown) {
        return Stream.<Throwable>iterate(thrown, Objects::nonNull, Throwable::getCause)
                .filter(LakehouseException.class::isInstance)
                .findFirst()
                .map(Exception.class::cast)
                .orElse(thrown);
    }

    /**
     * The messages of the exception and its root cause, without the stack traces that remote storages add to their
     * messages.
     */
    private static String firstLines(Throwable problem) {
        String text = firstLine(problem);
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == problem ? text : text + ": " + firstLine(cause);
    }

    /**
     * The first line of the message. File system exceptions often have only the file name as the message, or none: then
     * the type of the exception says what is wrong.
     */
    private static String firstLine(Throwable problem) {
        String type = problem.getClass().getSimpleName();
        String message = problem.getMessage();
        if (message == null) {
            return type;
        }
        String text = message.lines().findFirst().orElse("");
        return problem instanceof FileSystemException failure && failure.getReason() == null ? type + " " + text : text;
    }
}
