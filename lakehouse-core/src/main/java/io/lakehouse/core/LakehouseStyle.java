package io.lakehouse.core;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.immutables.value.Value;

/** The style of the value types that callers build: hidden behind their interface, with plain JDK collections. */
@Target({ElementType.PACKAGE, ElementType.TYPE})
@Retention(RetentionPolicy.CLASS)
@Value.Style(
        visibility = Value.Style.ImplementationVisibility.PACKAGE,
        overshadowImplementation = true,
        defaults = @Value.Immutable(copy = true),
        jdkOnly = true,
        // No annotations from libraries that merely happen to be on the class path.
        allowedClasspathAnnotations = {Override.class},
        get = "*")
public @interface LakehouseStyle {}
