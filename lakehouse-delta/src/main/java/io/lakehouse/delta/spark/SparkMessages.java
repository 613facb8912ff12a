package io.lakehouse.delta.spark;

/** Messages of exceptions that Spark, Delta and Hadoop throw. */
public final class SparkMessages {

    private SparkMessages() {}

    /** What an exception says, without what follows on more lines. */
    public static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("[.;]+$", "");
    }
}
