/**
 * Spark's internals, for the rest of the engine: sessions, values as Spark holds them, rows as it lays them out, its
 * catalog. Beside {@code log} the only package that names Catalyst, {@code spark.sql.execution} or Scala, and it knows no
 * table: what a new line of Spark changes is here.
 */
@NullMarked
package io.lakehouse.delta.spark;

import org.jspecify.annotations.NullMarked;
