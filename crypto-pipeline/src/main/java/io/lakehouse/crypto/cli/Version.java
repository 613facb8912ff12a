package io.lakehouse.crypto.cli;

import java.util.Optional;
import org.apache.spark.package$;
import picocli.CommandLine.IVersionProvider;

/** The versions of the program, Spark, Delta Lake and Java. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String own = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
        return new String[] {
            "crypto-pipeline " + own,
            "Spark " + package$.MODULE$.SPARK_VERSION(),
            "Delta Lake " + io.delta.package$.MODULE$.VERSION(),
            "Java " + Runtime.version()
        };
    }
}
