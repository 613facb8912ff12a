package io.lakehouse.crypto.bench.harness;

/**
 * The environment that processes inherit: everything except settings of Spark and of this project made on this machine.
 */
public final class CleanEnvironment {

    private CleanEnvironment() {}

    public static void of(ProcessBuilder builder) {
        builder.environment().keySet().removeIf(name -> name.matches("(SPARK|HADOOP|HIVE|CRYPTO|METASTORE)_.*"));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    }
}
