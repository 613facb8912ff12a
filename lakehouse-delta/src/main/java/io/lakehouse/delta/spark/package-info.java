/**
 * Spark's internals for the rest of the engine: sessions, values and rows in Spark's internal form, and its catalog.
 * Apart from {@code log}, this is the only package that uses Catalyst, {@code spark.sql.execution} or Scala. It knows
 * nothing about tables. Changes needed for a new Spark release line are made here.
 */
@NullMarked
package io.lakehouse.delta.spark;

import org.jspecify.annotations.NullMarked;
