package io.lakehouse.core.table;

/**
 * A table property with a value, made by {@link TableProperty#of}.
 *
 * @param key the property as the table stores it
 * @param value the value as the table stores it
 */
public record PropertyValue(String key, String value) {

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
