package io.lakehouse.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmRequirementsTest {

    private static final String SUN_NIO_CH = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    @ParameterizedTest
    @ValueSource(ints = {17, 21})
    void takesAJavaThatSparkRunsOn(int feature) {
        assertThatCode(() -> JvmRequirements.requireVersion("prices", feature)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 24, 25})
    void refusesANewerJava(int feature) {
        assertThatThrownBy(() -> JvmRequirements.requireVersion("prices", feature))
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Cannot open the session prices on Java " + feature
                        + ": Spark 3.5 runs on Java 17 and 21. Set JAVA_HOME to one of them.");
    }

    @Test
    void takesAJvmWhosePackagesAreOpen() {
        assertThatCode(() -> JvmRequirements.requireOpenPackages("prices", SUN_NIO_CH::equals))
                .doesNotThrowAnyException();
    }

    @Test
    void namesExactlyTheOptionsThatAreMissing() {
        assertThatThrownBy(() -> JvmRequirements.requireOpenPackages("prices", option -> option.contains("java.util")))
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(
                        "Cannot open the session prices: this JVM does not open packages that Spark accesses."
                                + " Start it through spark-submit in client mode, or add these options"
                                + " (--driver-java-options of spark-submit or JDK_JAVA_OPTIONS take them):"
                                + " --add-opens=java.base/java.lang=ALL-UNNAMED ")
                .hasMessageContaining(" " + SUN_NIO_CH)
                .hasMessageNotContaining("java.util")
                .hasMessageNotContaining("-XX")
                .hasMessageEndingWith("--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED");
    }

    @Test
    void thisJvmIsFit() {
        assertThatCode(() -> JvmRequirements.require("prices", Machine.current()))
                .doesNotThrowAnyException();
    }

    @Test
    void takesTheSmallestHeapThatSparkStartsIn() {
        assertThatCode(() -> JvmRequirements.require("prices", new Machine(1, 450L << 20)))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesASmallerHeap() {
        assertThatThrownBy(() -> JvmRequirements.require("prices", new Machine(1, (450L << 20) - 1)))
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Cannot open the session prices in a JVM with a heap of 449 MiB: Spark needs 450."
                        + " Start it with -Xmx1g or more.");
    }

    @Test
    void knowsAnOpenPackageFromAClosedOne() {
        assertThat(JvmRequirements.isOpen(SUN_NIO_CH)).isTrue();
        assertThat(JvmRequirements.isOpen("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"))
                .isFalse();
        assertThat(JvmRequirements.isOpen("--add-opens=java.base/no.such.package=ALL-UNNAMED"))
                .isTrue();
        assertThat(JvmRequirements.isOpen("--add-opens=no.such.module/a=ALL-UNNAMED"))
                .isTrue();
        assertThat(JvmRequirements.isOpen("-Xmx1g")).isFalse();
    }
}
