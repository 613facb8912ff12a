package io.lakehouse.core.table;

import static io.lakehouse.core.table.PriceSpecs.AMOUNTS;
import static io.lakehouse.core.table.PriceSpecs.DATE;
import static io.lakehouse.core.table.PriceSpecs.ID;
import static io.lakehouse.core.table.PriceSpecs.LAST_UPDATED;
import static io.lakehouse.core.table.PriceSpecs.MONTH;
import static io.lakehouse.core.table.PriceSpecs.SYMBOL;
import static io.lakehouse.core.table.PriceSpecs.clustered;
import static io.lakehouse.core.table.PriceSpecs.prices;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The source of a spec compiles to a class that holds the same spec. */
class SpecSourceTest {

    /** Text that ends literals, comments and lines, or is an escape of its own. */
    private static final String ODD_TEXT = "\"quotes\" 'single' \"\"\" \\ \\n \\u0041 \\\\u0022 */ /* // <b> {@code x}"
            + " %s \n \r \t \f \b \u0000 \u00017 \u007f \u0085 \u2028 \u202e größe 日本 \uD83D\uDE00 \\";

    private static final Field<String> ODD = Field.string("x.`y` größe").required("any");

    @TempDir
    Path folder;

    static Stream<Named<TableSpec>> specs() {
        return Stream.of(
                Named.of("a table of prices", prices().build()),
                Named.of(
                        "derived fields before their sources",
                        TableSpec.builder()
                                .name("silver", "prices")
                                .addFields(MONTH, DATE, LAST_UPDATED, SYMBOL)
                                .addKeyFields(LAST_UPDATED)
                                .addPartitionFields(MONTH, DATE)
                                .build()),
                Named.of("clustering", clustered(SYMBOL, ID).build()),
                Named.of("every type of field", ofFields(FieldValues.fieldsOf(EveryFieldType.VALUES))),
                Named.of("every type of field in a struct", ofFields(List.of(nested()))),
                Named.of("many fields", ofFields(manyFields(1000))),
                Named.of(
                        "names that make the same constant",
                        ofFields(named("a b", "a_b", "a.b", "aB", "A", "a_b_2", "a_b_2_2", "spec", "S.PEC", "Spec_2"))),
                Named.of(
                        "names of types and variables",
                        ofFields(named("Field", "List", "String", "TableSpec", "java", "org", "column"))),
                Named.of("names that start with a digit", ofFields(named("1st", "2", "2_", "٣"))),
                Named.of("keywords", ofFields(named("class", "null", "true", "enum", "var", "int", "assert"))),
                Named.of("names without letters", ofFields(named("_", "__", " ", "-", "`", "$", "*/", "\"", "\\"))),
                Named.of(
                        "names of any characters",
                        ofFields(named(
                                "größe",
                                "ß",
                                "日本",
                                "\uD83D\uDE00",
                                "\uD835\uDC00x",
                                "a$b",
                                "a\nb",
                                "a\u0000b",
                                "a\u200bb",
                                "\\u0041",
                                "İ",
                                ODD_TEXT))),
                Named.of(
                        "comments of any characters",
                        TableSpec.builder()
                                .name("silver", "prices")
                                .comment(ODD_TEXT)
                                .addFields(ID.required(ODD_TEXT), SYMBOL.optional(ODD_TEXT))
                                .build()),
                Named.of(
                        "properties",
                        prices().addProperties(
                                        TableProperty.text("owner", "who to ask")
                                                .of("data"),
                                        TableProperty.text(ODD_TEXT, "any").of(ODD_TEXT))
                                .build()),
                Named.of(
                        "retention",
                        prices().retention(Duration.ofHours(36).plusNanos(5)).build()),
                Named.of("no retention", prices().retention(Duration.ZERO).build()),
                Named.of(
                        "quality rules",
                        prices().addQualityRules(
                                        QualityRule.quarantine(
                                                "is_named", SYMBOL.col().isNotNull(), ODD_TEXT),
                                        QualityRule.fail("is_known", ID.col().notEqual(ODD_TEXT), "no use"))
                                .build()),
                Named.of(
                        "derivations and rules of fields of odd names",
                        TableSpec.builder()
                                .name("silver", "prices")
                                .addFields(ODD, Field.string("Upper-case `x.y`").derivedFrom(ODD, functions::upper))
                                .addQualityRules(QualityRule.fail(
                                        "is_short", functions.length(ODD.col()).lt(9), "too long"))
                                .build()),
                Named.of(
                        "rows that may move",
                        prices().addPartitionFields(SYMBOL)
                                .zorderFields(List.of())
                                .rowsMayMove(true)
                                .build()),
                Named.of("a location", prices().at("s3a://bucket/a b/\"größe\\").build()),
                Named.of(
                        "extra columns",
                        prices().extraColumns(ExtraColumns.KEEP).build()),
                Named.of(
                        "added columns",
                        prices().evolution(SchemaEvolution.ADD_COLUMNS).build()),
                Named.of(
                        "an adopted table that nothing is added to",
                        prices().adopted(true).evolution(SchemaEvolution.NONE).build()),
                Named.of(
                        "an adopted table",
                        prices().at("/data/prices")
                                .adopted(true)
                                .addAllFields(AMOUNTS)
                                .addPartitionFields(AMOUNTS.get(0))
                                .addZorderFields(AMOUNTS.get(39))
                                .build()),
                Named.of(
                        "an adopted table without extra columns",
                        prices().adopted(true).extraColumns(ExtraColumns.REFUSE).build()),
                Named.of(
                        "an adopted table without known fields",
                        TableSpec.builder().name("gold", "coins").adopted(true).build()));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void compilesToTheSameSpec(TableSpec spec) throws Exception {
        assertThat(parts(SpecCompiler.compiled(spec, folder))).isEqualTo(parts(spec));
    }

    @ParameterizedTest
    @CsvSource({
        "silver, crypto_prices, SilverCryptoPrices",
        "Sales EU, orders.v2, SalesEuOrdersV2",
        "sales, größe 日本, SalesGrösse日本",
        "1st, 2nd, Field1st2nd",
        "class, new, ClassNew",
        "a$b, c, ABC"
    })
    void namesItsClassAfterTheTable(String schema, String name, String className) {
        assertThat(SpecCompiler.className(ofName(schema, name).toJava())).isEqualTo(className);
    }

    @ParameterizedTest
    @CsvSource({
        "silver, crypto_prices",
        "Sales EU, orders.v2",
        "1st, 2nd",
        "class, new",
        "a$b, __",
        "*, *",
        "😀, -",
        "-, list",
        "-, string",
        "table, spec",
        "quality, rule",
        "row, values"
    })
    void compilesForATableOfAnyName(String schema, String name) throws Exception {
        TableSpec spec = ofName(schema, name);

        assertThat(SpecCompiler.compiled(spec, folder).name()).isEqualTo(spec.name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "symbol is null",
                "upper(symbol) in ('A', 'it''s', '\"', '\\\\')",
                "symbol like 'a\\\\_%'",
                "rlike(symbol, '^[a-z]+\\\\d$')",
                "last_updated > date '2020-01-01' and last_updated < current_date()",
                "year(last_updated) between 2000 and 2100",
                "cast(id as decimal(38, 18)) > 1e-9bd",
                "case when id = 'a' then symbol is not null else true end"
            })
    void compilesToTheSamePredicate(String predicate) throws Exception {
        TableSpec spec = prices().addQualityRules(QualityRule.fail("is_sound", functions.expr(predicate), "no use"))
                .build();

        assertThat(SpecCompiler.compiled(spec, folder).qualityRules()).isEqualTo(spec.qualityRules());
    }

    /** The texts of these do not say all that the expressions do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "symbol like 'a!_%' escape '!'",
                "symbol <> '\\u0024{user}'",
                "exists(split(symbol, ','), tag -> tag = 'a')"
            })
    void leavesAPredicateWithoutExactTextToItsReader(String predicate) throws Exception {
        TableSpec spec = prices().addQualityRules(QualityRule.fail("is_sound", functions.expr(predicate), "no use"))
                .build();

        assertThat(spec.toJava())
                .contains("// The predicate of the quality rule is_sound has no SQL text: add the rule by hand.");
        assertThat(SpecCompiler.compiled(spec, folder).qualityRules()).isEmpty();
    }

    @Test
    void compilesToItsOwnSource() throws Exception {
        String source = prices().build().toJava();

        assertThat(SpecCompiler.compiled(prices().build(), folder).toJava()).isEqualTo(source);
    }

    @Test
    void isWrittenWithAConstantForEachField() {
        TableSpec spec = prices().comment("one row for a coin and an instant")
                .at("s3a://bucket/prices")
                .addFields(Field.decimal("Price in $", 38, 18))
                .retention(Duration.ofDays(14))
                .addProperties(TableProperty.text("owner", "who to ask").of("data"))
                .addQualityRules(QualityRule.quarantine("is_named", SYMBOL.col().isNotNull(), "nobody could find it"))
                .build();

        assertThat(spec.toJava()).isEqualTo("""
                        import io.lakehouse.core.table.*;
                        import java.util.List;

                        /** The table silver.prices. */
                        public final class SilverPrices {

                            public static final Field<String> ID = Field.string("id").required("CoinGecko id");
                            public static final Field<String> SYMBOL = Field.string("symbol").optional("ticker");
                            public static final Field<java.time.Instant> LAST_UPDATED = Field.timestamp("last_updated").required("UTC");
                            public static final Field<java.math.BigDecimal> PRICE_IN__ = Field.decimal("Price in $", 38, 18).optional("");
                            public static final Field<java.time.LocalDate> PARTITION_DATE = Field.date("partition_date").derivedFrom(LAST_UPDATED, column -> org.apache.spark.sql.functions.expr("to_date(last_updated)")).required("derived from last_updated");

                            public static final TableSpec SPEC = TableSpec.builder()
                                    .name("silver", "prices")
                                    .at("s3a://bucket/prices")
                                    .addFields(ID, SYMBOL, LAST_UPDATED, PARTITION_DATE, PRICE_IN__)
                                    .addKeyFields(ID, LAST_UPDATED)
                                    .addPartitionFields(PARTITION_DATE)
                                    .addZorderFields(SYMBOL, ID)
                                    .retention(java.time.Duration.parse("PT336H"))
                                    .comment("one row for a coin and an instant")
                                    .addProperties(new PropertyValue("owner", "data"))
                                    .addQualityRules(QualityRule.quarantine("is_named", org.apache.spark.sql.functions.expr("(symbol IS NOT NULL)"), "nobody could find it"))
                                    .build();

                            private SilverPrices() {}
                        }
                        """);
    }

    private static TableSpec ofName(String schema, String name) {
        return TableSpec.builder()
                .name(schema, name)
                .addFields(ID, LAST_UPDATED, Field.array("tags", FieldType.STRING), Field.struct("roi", ODD))
                .addQualityRules(QualityRule.fail("is_named", ID.col().notEqual(""), "no use"))
                .build();
    }

    private static TableSpec ofFields(List<Field<?>> fields) {
        return TableSpec.builder().name("silver", "any").addAllFields(fields).build();
    }

    private static List<Field<?>> named(String... names) {
        return Stream.of(names).<Field<?>>map(Field::string).toList();
    }

    private static List<Field<?>> manyFields(int count) {
        return IntStream.range(0, count)
                .<Field<?>>mapToObj(
                        index -> Field.decimal("amount " + index, 38, 18).optional("amount no. " + index))
                .toList();
    }

    /** A struct that holds a field of every type, with comments, required fields and odd names. */
    private static Field<RowValues> nested() {
        Field<RowValues> inner = Field.struct(
                "in.ner", FieldValues.fieldsOf(EveryFieldType.VALUES).toArray(Field<?>[]::new));
        return Field.struct(
                "out er",
                inner.required(ODD_TEXT),
                ODD,
                Field.of("bytes", FieldType.array(FieldType.map(FieldType.BYTE, FieldType.BINARY))));
    }

    /** All parts of a spec in a form that can be compared, which fields and columns are not. */
    private static List<Object> parts(TableSpec spec) {
        return List.of(
                spec.name(),
                spec.location(),
                spec.adopted(),
                spec.extraColumns(),
                spec.evolution(),
                spec.schema(),
                spec.fields().stream().map(SpecSourceTest::derivation).toList(),
                Fields.names(spec.keyFields()),
                Fields.names(spec.partitionFields()),
                Fields.names(spec.zorderFields()),
                Fields.names(spec.clusteringFields()),
                spec.rowsMayMove(),
                spec.retention(),
                spec.comment(),
                spec.properties(),
                spec.qualityRules().stream().map(SpecSourceTest::text).toList());
    }

    private static List<Object> text(QualityRule rule) {
        return List.of(rule.name(), rule.severity(), rule.predicate().expr().sql(), rule.reason());
    }

    private static String derivation(Field<?> field) {
        return field.derivedFrom()
                .map(source -> source.name() + ": "
                        + field.derivation().orElseThrow().expr().sql())
                .orElse("");
    }
}
