package io.lakehouse.core.session;

/**
 * A Spark setting as a typed constant.
 *
 * @param key the full name, for example {@code spark.sql.shuffle.partitions}
 * @param type the Java type of its values; a value is written to Spark as its {@code toString()}
 * @param reason why this project sets it, in one phrase
 */
public record SparkSetting<T>(String key, Class<T> type, String reason) {

    static SparkSetting<Boolean> flag(String key, String reason) {
        return new SparkSetting<>(key, Boolean.class, reason);
    }

    static SparkSetting<Integer> count(String key, String reason) {
        return new SparkSetting<>(key, Integer.class, reason);
    }

    static SparkSetting<String> text(String key, String reason) {
        return new SparkSetting<>(key, String.class, reason);
    }

    /** This setting with a value, as a tuned default. */
    public EffectiveSetting byDefault(T value) {
        return new EffectiveSetting(key, String.valueOf(value), SettingSource.DEFAULT, reason);
    }

    /** This setting with a value set by the program, for the reason of this setting. */
    EffectiveSetting explicit(T value) {
        return new EffectiveSetting(key, String.valueOf(value), SettingSource.EXPLICIT, reason);
    }

    /** This setting with a value set by the program, for a reason of its own. */
    EffectiveSetting setByProgram(T value) {
        return new EffectiveSetting(key, String.valueOf(value), SettingSource.EXPLICIT, "set by the program");
    }

    EffectiveSetting fromEnvironment(T value, String variable) {
        return new EffectiveSetting(
                key, String.valueOf(value), SettingSource.ENVIRONMENT, reason + " (" + variable + ")");
    }
}
