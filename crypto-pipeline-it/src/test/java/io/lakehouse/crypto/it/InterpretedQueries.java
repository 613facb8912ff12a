package io.lakehouse.crypto.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.util.SetSystemProperty;

/**
 * Spark interprets the queries of the sessions that a test opens, instead of compiling code for each. Many queries on a
 * few rows then take two thirds of the time. For tests of what the pipeline makes of its input; others run compiled.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SetSystemProperty(key = "spark.sql.codegen.wholeStage", value = "false")
@SetSystemProperty(key = "spark.sql.codegen.factoryMode", value = "NO_CODEGEN")
@interface InterpretedQueries {}
