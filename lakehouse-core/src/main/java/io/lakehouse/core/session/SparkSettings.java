package io.lakehouse.core.session;

import io.lakehouse.core.Redaction;
import io.lakehouse.core.error.InvalidSettingException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.network.util.ByteUnit;
import org.apache.spark.network.util.JavaUtils;

/** The settings that tune a session, and the rules for their values. */
public final class SparkSettings {

    public static final SparkSetting<Boolean> ADAPTIVE =
            SparkSetting.flag("spark.sql.adaptive.enabled", "plans adapt to the sizes seen at run time");
    public static final SparkSetting<Boolean> ADAPTIVE_COALESCE = SparkSetting.flag(
            "spark.sql.adaptive.coalescePartitions.enabled", "small shuffle partitions are merged into one task");
    public static final SparkSetting<Boolean> ADAPTIVE_SKEW =
            SparkSetting.flag("spark.sql.adaptive.skewJoin.enabled", "one skewed key does not hold up a join");
    public static final SparkSetting<Integer> SHUFFLE_PARTITIONS = SparkSetting.count(
            "spark.sql.shuffle.partitions", "cores x multiplier: enough tasks to balance, few enough to be cheap");
    public static final SparkSetting<BigDecimal> MEMORY_FRACTION = new SparkSetting<>(
            "spark.memory.fraction", BigDecimal.class, "these jobs keep few objects of their own on the heap");
    public static final SparkSetting<BigDecimal> STORAGE_FRACTION = new SparkSetting<>(
            "spark.memory.storageFraction",
            BigDecimal.class,
            "shuffles and sorts need memory more than the cache does");
    public static final SparkSetting<String> EXECUTOR_MEMORY =
            SparkSetting.text("spark.executor.memory", "80 % of the container");
    public static final SparkSetting<String> EXECUTOR_MEMORY_OVERHEAD = SparkSetting.text(
            "spark.executor.memoryOverhead", "the rest of the container, so that both together never exceed it");
    public static final SparkSetting<String> TIME_ZONE =
            SparkSetting.text("spark.sql.session.timeZone", "a date means the same on every machine");
    public static final SparkSetting<Boolean> ANSI =
            SparkSetting.flag("spark.sql.ansi.enabled", "overflows and bad casts are errors, not silent NULLs");
    public static final SparkSetting<Integer> GENERATED_CLASSES = SparkSetting.count(
            "spark.sql.codegen.cache.maxEntries",
            "a run over a few tables generates more classes than Spark's 100, and would recompile them each time");
    public static final SparkSetting<Integer> PAGE_SIZE = SparkSetting.count(
            "spark.buffer.pageSize",
            "each sort, aggregation and hash join allocates this much at a time; Spark's default of"
                    + " up to 64 MiB is zeroed even for a few rows");
    public static final SparkSetting<String> BROADCAST_BLOCK = SparkSetting.text(
            "spark.broadcast.blockSize",
            "each job broadcasts a few kilobytes, for which Spark's default zeroes and holds 4 MiB");
    public static final SparkSetting<Boolean> EVENT_LOG =
            SparkSetting.flag("spark.eventLog.enabled", "the History Server can show the run");
    public static final SparkSetting<String> EVENT_LOG_DIR =
            SparkSetting.text("spark.eventLog.dir", "where the History Server looks");
    public static final SparkSetting<String> DRIVER_HOST =
            SparkSetting.text("spark.driver.host", "a local session serves this machine only");
    public static final SparkSetting<String> DRIVER_BIND_ADDRESS =
            SparkSetting.text("spark.driver.bindAddress", "a local session serves this machine only");
    public static final SparkSetting<Boolean> UI =
            SparkSetting.flag("spark.ui.enabled", "a local run ends before anyone can open its UI");
    public static final SparkSetting<String> MASTER =
            SparkSetting.text("spark.master", "a local session uses all cores of the JVM that its heap suffices for");
    public static final SparkSetting<String> APP_NAME =
            SparkSetting.text("spark.app.name", "the name of the run in the UI and the History Server");

    public static final SparkSetting<String> REDACTION = SparkSetting.text(
            "spark.redaction.regex", "Spark's own pattern misses API keys, credentials and passwords in JDBC URLs");

    private static final String CONTAINER_MEMORY = "SPARK_CONTAINER_MEMORY_GB";
    private static final String EXECUTOR_MEMORY_VARIABLE = "SPARK_EXECUTOR_MEMORY";
    private static final int MIN_CLUSTER_PARTITIONS = 8;
    private static final int MAX_PARTITIONS = 256;
    private static final int DEFAULT_CLUSTER_CORES = 4;
    private static final int DEFAULT_MULTIPLIER = 3;
    private static final BigDecimal CONTAINER_SHARE = new BigDecimal("0.8");
    private static final BigDecimal MIB_PER_GIB = new BigDecimal(1024);
    /** The smallest heap that Spark starts an executor with. */
    private static final long MIN_HEAP_MIB = 450;
    // 80 % of it is that heap.
    private static final BigDecimal MIN_CONTAINER_GIB = new BigDecimal("0.55");
    private static final BigDecimal MAX_CONTAINER_GIB = new BigDecimal(65_536);

    private SparkSettings() {}

    static List<EffectiveSetting> forCluster(Environment environment) {
        List<EffectiveSetting> memory = executorMemory(environment);
        int partitions = Math.max(MIN_CLUSTER_PARTITIONS, partitions(clusterCores(environment), environment));
        List<EffectiveSetting> settings = common(environment);
        settings.add(shufflePartitions(partitions, environment, "SPARK_TOTAL_CORES", "SPARK_SHUFFLE_MULTIPLIER"));
        settings.addAll(memory);
        return settings;
    }

    static List<EffectiveSetting> forLocal(Environment environment, Machine machine) {
        // Unused in a local session, but a bad value is a mistake that should be reported.
        clusterCores(environment);
        executorMemory(environment);
        List<EffectiveSetting> settings = common(environment);
        settings.add(MASTER.byDefault("local[" + machine.parallelTasks() + "]"));
        settings.add(shufflePartitions(
                partitions(machine.parallelTasks(), environment), environment, "SPARK_SHUFFLE_MULTIPLIER"));
        settings.add(PAGE_SIZE.byDefault(machine.pageBytes()));
        settings.add(BROADCAST_BLOCK.byDefault("256k"));
        settings.add(DRIVER_HOST.byDefault("127.0.0.1"));
        settings.add(DRIVER_BIND_ADDRESS.byDefault("127.0.0.1"));
        settings.add(UI.byDefault(false));
        return settings;
    }

    private static int clusterCores(Environment environment) {
        return environment.count("SPARK_TOTAL_CORES", 1, 1_000_000).orElse(DEFAULT_CLUSTER_CORES);
    }

    private static List<EffectiveSetting> common(Environment environment) {
        // Not a Spark setting, but a bad value should be reported at startup.
        RegistrationTimeout.of(environment);
        List<EffectiveSetting> settings = new ArrayList<>(List.of(
                ADAPTIVE.byDefault(true),
                ADAPTIVE_COALESCE.byDefault(true),
                ADAPTIVE_SKEW.byDefault(true),
                MEMORY_FRACTION.byDefault(new BigDecimal("0.8")),
                STORAGE_FRACTION.byDefault(new BigDecimal("0.3")),
                TIME_ZONE.byDefault("UTC"),
                REDACTION.byDefault(Redaction.REGEX),
                ANSI.byDefault(true),
                GENERATED_CLASSES.byDefault(2_000)));
        environment.text("SPARK_EVENT_LOG_DIR").ifPresent(directory -> {
            settings.add(EVENT_LOG.fromEnvironment(true, "SPARK_EVENT_LOG_DIR"));
            settings.add(EVENT_LOG_DIR.fromEnvironment(directory, "SPARK_EVENT_LOG_DIR"));
        });
        return settings;
    }

    private static EffectiveSetting shufflePartitions(int partitions, Environment environment, String... variables) {
        return Arrays.stream(variables)
                .filter(variable -> environment.text(variable).isPresent())
                .reduce((first, second) -> first + ", " + second)
                .map(names -> SHUFFLE_PARTITIONS.fromEnvironment(partitions, names))
                .orElseGet(() -> SHUFFLE_PARTITIONS.byDefault(partitions));
    }

    private static int partitions(int cores, Environment environment) {
        int multiplier = environment.count("SPARK_SHUFFLE_MULTIPLIER", 2, 4).orElse(DEFAULT_MULTIPLIER);
        return (int) Math.min(MAX_PARTITIONS, (long) cores * multiplier);
    }

    private static List<EffectiveSetting> executorMemory(Environment environment) {
        Optional<List<EffectiveSetting>> ofContainer = environment
                .number(CONTAINER_MEMORY, MIN_CONTAINER_GIB, MAX_CONTAINER_GIB)
                .map(SparkSettings::shareOf);
        Optional<String> explicit = environment.text(EXECUTOR_MEMORY_VARIABLE);
        if (explicit.isPresent()) {
            if (!explicit.get().matches("[1-9][0-9]{0,8}[kmgtKMGT]")
                    || JavaUtils.byteStringAs(explicit.get(), ByteUnit.MiB) < MIN_HEAP_MIB) {
                throw new InvalidSettingException("Invalid environment variable " + EXECUTOR_MEMORY_VARIABLE + "='"
                        + explicit.get() + "': use a whole number and a unit, for example 3g or 3276m, at least "
                        + MIN_HEAP_MIB + "m, or unset it.");
            }
            return List.of(new EffectiveSetting(
                    EXECUTOR_MEMORY.key(),
                    explicit.get(),
                    SettingSource.ENVIRONMENT,
                    "set by " + EXECUTOR_MEMORY_VARIABLE + ", which overrides the container"));
        }
        return ofContainer.orElse(List.of());
    }

    private static List<EffectiveSetting> shareOf(BigDecimal gibibytes) {
        long container = gibibytes.multiply(MIB_PER_GIB).longValue();
        long heap = gibibytes.multiply(MIB_PER_GIB).multiply(CONTAINER_SHARE).longValue();
        return List.of(
                EXECUTOR_MEMORY.fromEnvironment(heap + "m", CONTAINER_MEMORY),
                EXECUTOR_MEMORY_OVERHEAD.fromEnvironment((container - heap) + "m", CONTAINER_MEMORY));
    }
}
