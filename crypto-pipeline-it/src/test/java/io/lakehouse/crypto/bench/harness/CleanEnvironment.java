package io.lakehouse.crypto.bench.harness;

/** What processes inherit: everything but settings of Spark and of this project that somebody has made here. */
public final class CleanEnvironment {

    private CleanEnvironment() {}

    public static void of(ProcessBuilder builder) {
        builder.environment().keySet().removeIf(name -> name.matches("(SPARK|HADOOP|HIVE|CRYPTO|METASTORE)_.*"));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    }
}
