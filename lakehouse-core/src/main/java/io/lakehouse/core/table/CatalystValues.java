package io.lakehouse.core.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.jspecify.annotations.Nullable;

/** Converts Catalyst's nested values to Java. */
final class CatalystValues {

    private CatalystValues() {}

    static <E> List<@Nullable E> list(Object value, FieldType<E> element) {
        ArrayData array = (ArrayData) value;
        List<@Nullable E> list = new ArrayList<>(array.numElements());
        for (int index = 0; index < array.numElements(); index++) {
            list.add(array.isNullAt(index) ? null : element.fromCatalyst(array.get(index, element.sparkType())));
        }
        return list;
    }

    static <K, V> Map<K, @Nullable V> map(Object value, FieldType<K> keyType, FieldType<V> valueType) {
        MapData data = (MapData) value;
        List<@Nullable K> keys = list(data.keyArray(), keyType);
        List<@Nullable V> values = list(data.valueArray(), valueType);
        Map<K, @Nullable V> map = new LinkedHashMap<>();
        for (int index = 0; index < keys.size(); index++) {
            K key = keys.get(index);
            if (key != null) {
                map.put(key, values.get(index));
            }
        }
        return map;
    }

    static RowValues row(Object value, List<Field<?>> fields) {
        InternalRow row = (InternalRow) value;
        RowValues values = RowValues.of(fields);
        for (int index = 0; index < fields.size(); index++) {
            if (!row.isNullAt(index)) {
                set(values, fields.get(index), row, index);
            }
        }
        return values;
    }

    private static <T> void set(RowValues values, Field<T> field, InternalRow row, int index) {
        values.set(field, field.type().fromCatalyst(row.get(index, field.type().sparkType())));
    }
}
