package io.lakehouse.delta.spark;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Converts lists and maps between Java and Scala. */
public final class ScalaLists {

    private ScalaLists() {}

    public static <T> Seq<T> seq(List<? extends T> list) {
        return JavaConverters.<T>asScalaBufferConverter(List.<T>copyOf(list)).asScala();
    }

    public static <T> List<T> list(Seq<T> seq) {
        return List.copyOf(JavaConverters.seqAsJavaListConverter(seq).asJava());
    }

    public static <K, V> scala.collection.immutable.Map<K, V> map(Map<K, V> map) {
        scala.collection.immutable.Map<K, V> result = scala.collection.immutable.Map$.MODULE$.empty();
        for (Map.Entry<K, V> entry : map.entrySet()) {
            result = result.$plus(Tuple2.apply(entry.getKey(), entry.getValue()));
        }
        return result;
    }

    public static <E> scala.collection.immutable.Set<E> set(Collection<E> elements) {
        return JavaConverters.asScalaSetConverter(Set.copyOf(elements))
                .asScala()
                .toSet();
    }

    /** A copy, which may contain null values as Delta's partition values do. */
    public static <K, V> Map<K, V> javaMap(scala.collection.Map<K, V> map) {
        return new HashMap<>(JavaConverters.mapAsJavaMapConverter(map).asJava());
    }
}
