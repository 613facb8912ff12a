package io.lakehouse.delta.spark;

/** Messages of exceptions thrown by Spark, Delta and Hadoop. */
public final class SparkMessages {

    private SparkMessages() {}

    /** The first line of an exception's message, without trailing punctuation. */
    public static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("[.;]+$", "");
    }
}
