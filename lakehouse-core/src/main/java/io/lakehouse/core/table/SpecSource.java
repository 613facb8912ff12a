package io.lakehouse.core.table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;

/** Writes a spec as Java source. */
final class SpecSource {

    private static final String INDENT = "    ";

    private static final String PACKAGE = SpecSource.class.getPackageName();

    private final TableSpec spec;
    private final Map<Field<?>, String> constants = new HashMap<>();

    private SpecSource(TableSpec spec) {
        this.spec = spec;
        Set<String> taken = new HashSet<>(Set.of("SPEC"));
        for (Field<?> field : spec.fields()) {
            String name = constant(field.name());
            int next = 2;
            String free = name;
            while (!taken.add(free)) {
                free = name + "_" + next++;
            }
            constants.put(field, free);
        }
    }

    static String of(TableSpec spec) {
        return new SpecSource(spec).source();
    }

    private String source() {
        List<String> lines = new ArrayList<>(List.of(
                "import io.lakehouse.core.table.*;",
                "import java.util.List;",
                "",
                "/** The table " + spec.name().toString().replace("*/", "*&#47;") + ". */",
                "public final class " + className() + " {",
                ""));
        List<Field<?>> sourcesFirst = new ArrayList<>(spec.fields());
        sourcesFirst.sort(Comparator.comparingInt(SpecSource::depth));
        for (Field<?> field : sourcesFirst) {
            lines.add(INDENT + "public static final Field<"
                    + FieldSource.javaType(field.type().sparkType()) + "> " + constants.get(field) + " = "
                    + field(field) + ";");
        }
        lines.add("");
        lines.add(INDENT + "public static final TableSpec SPEC = TableSpec.builder()");
        builder().forEach(call -> lines.add(INDENT + INDENT + INDENT + call));
        lines.add(INDENT + INDENT + INDENT + ".build();");
        lines.add("");
        lines.add(INDENT + "private " + className() + "() {}");
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private static int depth(Field<?> field) {
        return field.derivedFrom().map(source -> 1 + depth(source)).orElse(0);
    }

    private List<String> builder() {
        List<String> calls = new ArrayList<>();
        calls.add(
                ".name(" + text(spec.name().schema()) + ", " + text(spec.name().name()) + ")");
        spec.location().ifPresent(location -> calls.add(".at(" + text(location.uri()) + ")"));
        if (spec.adopted()) {
            calls.add(".adopted(true)");
        }
        members(calls, "addFields", spec.fields());
        members(calls, "addKeyFields", spec.keyFields());
        members(calls, "addPartitionFields", spec.partitionFields());
        members(calls, "addZorderFields", spec.zorderFields());
        members(calls, "addClusteringFields", spec.clusteringFields());
        if (spec.rowsMayMove()) {
            calls.add(".rowsMayMove(true)");
        }
        if (spec.adopted()
                ? spec.evolution() != SchemaEvolution.ADD_AND_WIDEN_COLUMNS
                : spec.evolution() != SchemaEvolution.NONE) {
            calls.add(".evolution(SchemaEvolution." + spec.evolution() + ")");
        }
        if (spec.extraColumns() == ExtraColumns.KEEP && !spec.adopted()) {
            calls.add(".extraColumns(ExtraColumns.KEEP)");
        } else if (spec.extraColumns() == ExtraColumns.REFUSE && spec.adopted()) {
            calls.add(".extraColumns(ExtraColumns.REFUSE)");
        }
        if (!spec.retention().equals(Duration.ofDays(7))) {
            calls.add(".retention(java.time.Duration.parse("
                    + text(spec.retention().toString()) + "))");
        }
        if (!spec.comment().isEmpty()) {
            calls.add(".comment(" + text(spec.comment()) + ")");
        }
        for (PropertyValue property : spec.properties()) {
            calls.add(
                    ".addProperties(new PropertyValue(" + text(property.key()) + ", " + text(property.value()) + "))");
        }
        for (QualityRule rule : spec.qualityRules()) {
            calls.add(expression(rule.predicate())
                    .map(predicate -> ".addQualityRules(QualityRule."
                            + (rule.severity() == QualityRule.Severity.FAIL ? "fail" : "quarantine") + "("
                            + text(rule.name()) + ", " + predicate + ", " + text(rule.reason()) + "))")
                    .orElse("// The predicate of the quality rule " + rule.name()
                            + " has no SQL text: add the rule by hand."));
        }
        return calls;
    }

    private void members(List<String> calls, String method, List<Field<?>> fields) {
        if (!fields.isEmpty()) {
            calls.add("." + method + fields.stream().map(constants::get).collect(Collectors.joining(", ", "(", ")")));
        }
    }

    private String className() {
        StringBuilder name = new StringBuilder();
        for (String word :
                constant(spec.name().schema() + "_" + spec.name().name()).split("_+", -1)) {
            name.append(word.isEmpty() ? "" : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
        }
        boolean isName = name.length() > 0 && Character.isJavaIdentifierStart(name.codePointAt(0));
        return isName && !isTaken(name.toString()) ? name.toString() : (isName ? name : "Some") + "Table";
    }

    /** Whether a class of this name would hide one that the source uses. */
    private static boolean isTaken(String name) {
        return name.equals("List") || isClass("java.lang." + name) || isClass(PACKAGE + "." + name);
    }

    private static boolean isClass(String name) {
        try {
            Class.forName(name, false, SpecSource.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The name in the form of a Java constant: words in upper case, separated by underscores. */
    private static String constant(String name) {
        StringBuilder constant = new StringBuilder();
        int previous = '_';
        for (int c : name.codePoints().toArray()) {
            if (!Character.isJavaIdentifierPart(c) || Character.isIdentifierIgnorable(c) || c == '$') {
                c = '_';
            }
            if (Character.isUpperCase(c) && Character.isLowerCase(previous)) {
                constant.append('_');
            }
            constant.append(Character.toString(c).toUpperCase(Locale.ROOT));
            previous = c;
        }
        return Character.isJavaIdentifierStart(constant.codePointAt(0))
                        && !constant.toString().matches("_+")
                ? constant.toString()
                : "FIELD_" + constant;
    }

    private String field(Field<?> field) {
        String derivation = field.derivedFrom()
                .map(from -> expression(field.derivation().orElseThrow())
                        .map(text -> ".derivedFrom(" + constants.get(from) + ", column -> " + text + ")")
                        .orElse(" /* derived from " + constants.get(from)
                                + " by an expression without SQL text: add .derivedFrom(...) by hand */"))
                .orElse("");
        return FieldSource.declared(field.name(), field.type().sparkType())
                + derivation
                + (field.isRequired() ? ".required(" : ".optional(") + text(field.comment()) + ")";
    }

    /** An expression as SQL text, if Spark parses the text back to an expression of the same meaning. */
    private static Optional<String> expression(Column column) {
        Expression expression = column.expr();
        String text = expression.sql();
        try {
            Expression parsed = functions.expr(text).expr();
            boolean isSame = parsed.equals(expression)
                    || (parsed.sql().equals(text)
                            && QualityRule.columns(parsed).equals(QualityRule.columns(expression))
                            && isWrittenInFull(expression));
            return isSame ? Optional.of("org.apache.spark.sql.functions.expr(" + text(text) + ")") : Optional.empty();
        } catch (Exception e) {
            if (e instanceof ParseException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether the SQL text says everything. That of patterns lacks the escape, and lambdas have none. */
    private static boolean isWrittenInFull(Expression expression) {
        String type = expression.getClass().getSimpleName();
        return !type.contains("Like")
                && !type.contains("Lambda")
                && !type.contains("Bucket")
                && JavaConverters.seqAsJavaList(expression.children()).stream().allMatch(SpecSource::isWrittenInFull);
    }

    /** A string literal. */
    static String text(String value) {
        StringBuilder literal = new StringBuilder("\"");
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default ->
                    literal.append(
                            Character.isISOControl(c) ? "\\" + String.format("%03o", (int) c) : String.valueOf(c));
            }
        }
        return literal.append('"').toString();
    }
}
