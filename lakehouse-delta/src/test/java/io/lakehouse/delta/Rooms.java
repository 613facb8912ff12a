package io.lakehouse.delta;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The architecture of the SDK on Delta as rules: which package may use which, and where the types of others may be named. */
final class Rooms {

    static final String API = "io.lakehouse.delta";

    /** Each room of the engine, and the rooms that it may use. The API may use all of them, in bodies only. */
    private static final Map<String, List<String>> MAY_USE = new TreeMap<>(Map.of(
            "spark", List.of(),
            "log", List.of("spark"),
            "storage", List.of("spark"),
            "flow", List.of("log", "spark"),
            "metastore", List.of("log", "spark"),
            "retention", List.of("log"),
            "rows", List.of("flow", "log", "spark"),
            "merge", List.of("rows", "flow", "log", "spark"),
            "layout", List.of("rows", "log"),
            "health", List.of("layout", "retention", "rows", "log")));

    /** Types that make one another, each of them a part of the other. */
    private static final Map<String, String> PARTS = Map.of(API + ".SharedFlow", API + ".Flow");

    private Rooms() {}

    /** All rules, by a name each. */
    static Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        MAY_USE.forEach((room, others) -> rules.put(room + " uses " + others, uses(room, others)));
        rules.put("only log names Delta", onlyLogNamesDelta());
        rules.put("only log and spark name Scala and Spark's internals", onlyLogAndSparkNameInternals());
        rules.put("no public signature of the API names an engine type", signaturesNameNoEngineType());
        rules.put("no cycles between types", noCycles());
        return rules;
    }

    private static ArchRule uses(String room, List<String> others) {
        List<String> allowed = new ArrayList<>(List.of(API + "." + room));
        others.forEach(other -> allowed.add(API + "." + other));
        return noClasses()
                .that()
                .resideInAPackage(API + "." + room)
                .should()
                .dependOnClassesThat(describe(
                        "are in another part of the SDK than " + allowed,
                        type -> type.getPackageName().startsWith(API) && !allowed.contains(type.getPackageName())));
    }

    private static ArchRule onlyLogNamesDelta() {
        DescribedPredicate<JavaClass> isDelta = describe(
                "are Delta's",
                type -> type.getPackageName().startsWith("org.apache.spark.sql.delta")
                        || type.getPackageName().startsWith("io.delta"));
        DescribedPredicate<JavaClass> mayName = describe(
                "outside log, but for the log store that Delta itself loads",
                type -> !type.getPackageName().equals(API + ".log")
                        && !type.getName().startsWith(API + ".storage.SafeLocalLogStore"));
        return noClasses().that(mayName).should().dependOnClassesThat(isDelta);
    }

    private static ArchRule onlyLogAndSparkNameInternals() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(API + ".log", API + ".spark")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "scala..",
                        "org.apache.spark.sql.catalyst..",
                        "org.apache.spark.sql.execution..",
                        "org.apache.spark.sql.internal..");
    }

    private static ArchRule signaturesNameNoEngineType() {
        return classes()
                .that()
                .resideInAPackage(API)
                .and()
                .arePublic()
                .should(new ArchCondition<>("name no engine type in a public signature") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (JavaCodeUnit unit : type.getCodeUnits()) {
                            if (isSeen(unit.getModifiers())) {
                                Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                                        .filter(Rooms::namesEngineType)
                                        .forEach(named -> events.add(SimpleConditionEvent.violated(
                                                unit, unit.getFullName() + " names " + named.getName())));
                            }
                        }
                        type.getFields().stream()
                                .filter(field -> isSeen(field.getModifiers()) && namesEngineType(field.getType()))
                                .forEach(field -> events.add(SimpleConditionEvent.violated(
                                        field,
                                        field.getFullName() + " names "
                                                + field.getType().getName())));
                    }
                });
    }

    private static boolean isSeen(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static boolean namesEngineType(JavaType type) {
        return type.getAllInvolvedRawTypes().stream()
                .anyMatch(each -> each.getPackageName().startsWith(API + "."));
    }

    private static ArchRule noCycles() {
        return SlicesRuleDefinition.slices()
                .assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        // A generated value type is a part of what it is generated from.
                        String name = topLevel(type).getName().replace(".Immutable", ".");
                        return name.startsWith(API)
                                ? SliceIdentifier.of(PARTS.getOrDefault(name, name))
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "types of the SDK with their nested types";
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(Rooms::topLevel).orElse(type);
    }
}
