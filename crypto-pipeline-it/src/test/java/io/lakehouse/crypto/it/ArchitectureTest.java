package io.lakehouse.crypto.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house that a compiler does not know. */
class ArchitectureTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.lakehouse");

    @Test
    void coreKnowsNoTableFormat() {
        noClasses()
                .that()
                .resideInAPackage("io.lakehouse.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.delta..", "org.apache.spark.sql.delta..", "io.lakehouse.delta..")
                .check(ALL);
    }

    @Test
    void theSdkKnowsNoPipeline() {
        noClasses()
                .that()
                .resideInAnyPackage("io.lakehouse.core..", "io.lakehouse.delta..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lakehouse.crypto..")
                .check(ALL);
    }

    @Test
    void thePipelineCallsDeltaThroughTheSdkOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.lakehouse.crypto..")
                .and()
                .doNotHaveFullyQualifiedName("io.lakehouse.crypto.cli.Version")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.delta..", "org.apache.spark.sql.delta..")
                .check(ALL);
    }

    @Test
    void nativeFunctionsOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.lakehouse..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "org\\.apache\\.spark\\.sql\\.(api\\.java\\.UDF.*|expressions\\.UserDefined.*|UDFRegistration)")
                .check(ALL);
    }

    @Test
    void publicSignaturesNameNoTypeOfGuavaOrScala() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAnyPackage("io.lakehouse.core..", "io.lakehouse.delta")
                .and()
                .arePublic()
                .should(new ArchCondition<JavaMethod>("name no type of Guava or Scala") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                                .filter(FOREIGN)
                                .forEach(type -> events.add(SimpleConditionEvent.violated(
                                        method, method.getFullName() + " names " + type.getName())));
                    }
                })
                .check(ALL);
    }

    private static final DescribedPredicate<JavaClass> FOREIGN = DescribedPredicate.describe(
            "of Guava or Scala",
            type -> type.getPackageName().startsWith("com.google.common")
                    || type.getPackageName().startsWith("scala"));
}
