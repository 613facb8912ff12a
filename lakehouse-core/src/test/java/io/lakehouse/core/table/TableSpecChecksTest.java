package io.lakehouse.core.table;

import static io.lakehouse.core.table.PriceSpecs.AMOUNTS;
import static io.lakehouse.core.table.PriceSpecs.DATE;
import static io.lakehouse.core.table.PriceSpecs.ID;
import static io.lakehouse.core.table.PriceSpecs.LAST_UPDATED;
import static io.lakehouse.core.table.PriceSpecs.MONTH;
import static io.lakehouse.core.table.PriceSpecs.SYMBOL;
import static io.lakehouse.core.table.PriceSpecs.clustered;
import static io.lakehouse.core.table.PriceSpecs.prices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a spec is said together with its remedy. */
class TableSpecChecksTest {

    private static final Field<RowValues> ROI = Field.struct("roi", Field.float64("times"));
    private static final Field<Boolean> FLAG = Field.bool("flag");
    private static final Field<Map<String, @Nullable String>> TAGS =
            Field.map("tags", FieldType.STRING, FieldType.STRING).required("labels");
    private static final QualityRule NAMED =
            QualityRule.quarantine("is_named", SYMBOL.col().isNotNull(), "nobody could look it up");
    private static final TableProperty<String> OWNER = TableProperty.text("owner", "who to ask");

    @Test
    void countsTheFieldsOfAStructOneByOne() {
        Field<RowValues> wide = Field.struct("wide", AMOUNTS.subList(0, 32).toArray(Field<?>[]::new));

        assertThatThrownBy(() -> TableSpec.builder()
                        .name("silver", "prices")
                        .addFields(wide, ID)
                        .addZorderFields(ID)
                        .build())
                .hasMessageStartingWith("Invalid table spec silver.prices: z-order field id comes after 32 others");
    }

    static Stream<Arguments> violations() {
        Field<LocalDate> booked = Field.date("booked").required("UTC");
        return Stream.of(
                Arguments.of(TableSpec.builder().name("silver", "prices"), "it has no fields: add at least one"),
                Arguments.of(prices().addFields(SYMBOL), "field symbol is listed twice: remove one"),
                Arguments.of(prices().addFields(Field.integer("symbol")), "field symbol is listed twice: remove one"),
                Arguments.of(prices().addFields(Field.string("SYMBOL")), "field SYMBOL is listed twice: remove one"),
                Arguments.of(
                        prices().addFields(Field.date("day").derivedFrom(booked, day -> day)),
                        "field day is derived from booked, which the table lacks: add that field too"),
                Arguments.of(
                        prices().addKeyFields(booked),
                        "key field booked is not among the fields: add it with addFields(...)"),
                Arguments.of(
                        prices().addPartitionFields(MONTH),
                        "partition field month is not among the fields: add it with addFields(...)"),
                Arguments.of(
                        prices().addZorderFields(booked),
                        "z-order field booked is not among the fields: add it with addFields(...)"),
                Arguments.of(prices().addKeyFields(ID), "key field id is listed twice: remove one"),
                Arguments.of(
                        prices().addPartitionFields(DATE),
                        "partition field partition_date is listed twice: remove one"),
                Arguments.of(prices().addZorderFields(ID), "z-order field id is listed twice: remove one"),
                Arguments.of(
                        prices().addKeyFields(SYMBOL),
                        "key field symbol is nullable, and NULL keys never match: declare it required(...)"),
                Arguments.of(
                        prices().addZorderFields(DATE),
                        "z-order field partition_date is a partition field, which has one value per file:"
                                + " z-order by another field"),
                Arguments.of(
                        prices().addPartitionFields(booked).addFields(booked),
                        "partition field booked is neither in the key nor derived from it, so a row could move"
                                + " between partitions: add it to the key, use derivedFrom(...), or set"
                                + " rowsMayMove(true), which disables partition pruning in upserts"),
                Arguments.of(
                        prices().addFields(ROI).addZorderFields(ROI),
                        "z-order field roi is a struct<times: double>, which has no min/max statistics:"
                                + " z-order by a number, a string, a date or a timestamp"),
                Arguments.of(
                        prices().addKeyFields(Field.string("id").required("of another coin")),
                        "key field id is a different constant from the table's field of that name: use the same one"),
                Arguments.of(
                        prices().addKeyFields(Field.string("ID").required("of another coin")),
                        "key field ID is a different constant from the table's field of that name: use the same one"),
                Arguments.of(
                        prices().addFields(Field.date("day")
                                .derivedFrom(Field.timestamp("last_updated").required("UTC"), functions::to_date)),
                        "field day is derived from last_updated, a different constant from the table's field of"
                                + " that name: use the same one"),
                Arguments.of(
                        prices().addFields(Field.date("day").derivedFrom(LAST_UPDATED, any -> DATE.col())),
                        "field day is derived from last_updated, but its expression reads [partition_date]:"
                                + " derive it from that one column, deterministically"),
                Arguments.of(
                        prices().addFields(
                                        Field.date("day").derivedFrom(LAST_UPDATED, any -> functions.current_date())),
                        "field day is derived from last_updated, but its expression reads []:"
                                + " derive it from that one column, deterministically"),
                Arguments.of(
                        prices().addFields(Field.float64("chance")
                                .derivedFrom(
                                        LAST_UPDATED, at -> functions.rand().plus(functions.unix_timestamp(at)))),
                        "field chance is derived from last_updated, but its expression is not deterministic:"
                                + " derive it from that one column, deterministically"),
                Arguments.of(
                        prices().addFields(Field.array("nested", FieldType.struct(List.of(ID)))),
                        "field nested contains required fields inside a list or a map, where a table cannot"
                                + " enforce them: declare them optional"),
                Arguments.of(
                        prices().addFields(Field.map("nested", FieldType.STRING, FieldType.struct(List.of(ID)))),
                        "field nested contains required fields inside a list or a map, where a table cannot"
                                + " enforce them: declare them optional"),
                Arguments.of(
                        prices().addFields(TAGS).addKeyFields(TAGS),
                        "key field tags is a map<string, string>, which cannot be compared: identify rows by"
                                + " another field"),
                Arguments.of(
                        prices().addFields(FLAG).addZorderFields(FLAG),
                        "z-order field flag is a boolean, which has no min/max statistics:"
                                + " z-order by a number, a string, a date or a timestamp"),
                Arguments.of(
                        clustered(ID).addPartitionFields(SYMBOL), "it is both partitioned and clustered: choose one"),
                Arguments.of(clustered(ID).addZorderFields(SYMBOL), "it is both z-ordered and clustered: choose one"),
                Arguments.of(
                        clustered(ID, SYMBOL, LAST_UPDATED, AMOUNTS.get(0), AMOUNTS.get(1))
                                .addAllFields(AMOUNTS),
                        "it is clustered by 5 fields: use at most 4"),
                Arguments.of(
                        clustered(FLAG).addFields(FLAG),
                        "clustering field flag is a boolean, which has no min/max statistics:"
                                + " cluster by a number, a string, a date or a timestamp"),
                Arguments.of(
                        clustered(MONTH), "clustering field month is not among the fields: add it with addFields(...)"),
                Arguments.of(
                        prices().addAllFields(AMOUNTS).addZorderFields(AMOUNTS.get(29)),
                        "z-order field amount_29 comes after 32 others, and a table has min/max statistics of its"
                                + " first 32 columns only, counting those of structs one by one: list it earlier"),
                Arguments.of(
                        prices().addQualityRules(NAMED, NAMED),
                        "quality rule is_named is listed twice: remove or rename one"),
                Arguments.of(
                        prices().addQualityRules(QualityRule.fail(
                                "is_priced", functions.expr("price > 0 and roi.times > 1 and id <> ''"), "no use")),
                        "quality rule is_priced reads price, roi, which the table lacks: use its own fields only"),
                Arguments.of(
                        prices().addProperties(OWNER.of("a"), OWNER.of("b")),
                        "property owner is listed twice: remove one"),
                Arguments.of(
                        prices().addProperties(
                                        TableProperty.text("api.key", "none").of("hunter2")),
                        "property api.key looks like a secret, and everyone who can read a table can read its"
                                + " properties: keep it elsewhere"),
                Arguments.of(
                        prices().retention(Duration.ofHours(-1)),
                        "retention PT-1H is negative: use 0 or more, 7 days unless there is a reason"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("violations")
    void reportsAViolationWithItsRemedy(TableSpec.Builder broken, String violation) {
        assertThatThrownBy(broken::build)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table spec silver.prices: " + violation + ".");
    }

    @Test
    void reportsAllViolationsAtOnce() {
        TableSpec.Builder broken = TableSpec.builder()
                .name("silver", "prices")
                .addFields(ID, ID, SYMBOL, DATE, ROI)
                .addKeyFields(SYMBOL)
                .addPartitionFields(DATE)
                .addZorderFields(DATE, ROI)
                .retention(Duration.ofDays(-1));

        assertThatThrownBy(broken::build)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table spec silver.prices: field id is listed twice: remove one;"
                        + " field partition_date is derived from last_updated, which the table lacks:"
                        + " add that field too;"
                        + " key field symbol is nullable, and NULL keys never match: declare it required(...);"
                        + " partition field partition_date is neither in the key nor derived from it, so a row"
                        + " could move between partitions: add it to the key, use derivedFrom(...), or set"
                        + " rowsMayMove(true), which disables partition pruning in upserts;"
                        + " z-order field partition_date is a partition field, which has one value per file:"
                        + " z-order by another field;"
                        + " z-order field roi is a struct<times: double>, which has no min/max statistics: z-order"
                        + " by a number, a string, a date or a timestamp;"
                        + " retention PT-24H is negative: use 0 or more, 7 days unless there is a reason.");
    }

    @Test
    void refusesASchemaThatCannotBeAFolder() {
        assertThatThrownBy(() -> TableSpec.builder().name("sales/eu", "prices"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid schema name 'sales/eu': use 1 to 255 bytes without slashes and control"
                        + " characters, no blank at either end, and no dot first.");
    }

    @Test
    void refusesABlankLocation() {
        assertThatThrownBy(() -> TableSpec.builder().at(" "))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid location: it is blank; name a folder or a URI.");
    }

    static Stream<Arguments> violationsOfAdoptedTables() {
        return Stream.of(
                Arguments.of(prices().addFields(SYMBOL), "field symbol is listed twice: remove one"),
                Arguments.of(
                        prices().addFields(Field.date("day").derivedFrom(LAST_UPDATED, any -> DATE.col())),
                        "field day is derived from last_updated, but its expression reads [partition_date]:"
                                + " derive it from that one column, deterministically"),
                Arguments.of(
                        prices().addKeyFields(SYMBOL),
                        "key field symbol is nullable, and NULL keys never match: declare it required(...)"),
                Arguments.of(
                        prices().addFields(TAGS).addKeyFields(TAGS),
                        "key field tags is a map<string, string>, which cannot be compared: identify rows by"
                                + " another field"),
                Arguments.of(
                        prices().addPartitionFields(MONTH),
                        "partition field month is not among the fields: add it with addFields(...)"),
                Arguments.of(
                        prices().addZorderFields(FLAG),
                        "z-order field flag is not among the fields: add it with addFields(...)"),
                Arguments.of(
                        clustered(ID).addPartitionFields(SYMBOL), "it is both partitioned and clustered: choose one"),
                Arguments.of(
                        prices().addQualityRules(NAMED, NAMED),
                        "quality rule is_named is listed twice: remove or rename one"),
                Arguments.of(
                        prices().addProperties(OWNER.of("a"), OWNER.of("b")),
                        "property owner is listed twice: remove one"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("violationsOfAdoptedTables")
    void reportsAViolationOfAnAdoptedTable(TableSpec.Builder broken, String violation) {
        assertThatThrownBy(() -> broken.adopted(true).build())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table spec silver.prices: " + violation + ".");
    }

    @Test
    void refusesToBeWithoutName() {
        assertThatThrownBy(() -> TableSpec.builder().addFields(ID).build())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot build TableSpec, some of required attributes are not set [name]");
    }

    @Test
    void refusesAPartitionFieldThatNamesNoFolder() {
        Field<RowValues> roi = Field.struct("roi", Field.float64("times"));

        assertThatThrownBy(() -> TableSpec.builder()
                        .name("gold", "prices")
                        .addFields(ID, roi)
                        .addPartitionFields(roi)
                        .build())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table spec gold.prices: partition field roi is a struct<times: double>, which"
                        + " cannot be a partition value: partition by a date, an int, a bigint or a string.");
    }

    @Test
    void refusesToPartitionByEveryField() {
        assertThatThrownBy(() -> TableSpec.builder()
                        .name("gold", "prices")
                        .addFields(ID)
                        .addPartitionFields(ID)
                        .build())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table spec gold.prices: every field is a partition field, so data files would be"
                        + " empty: leave one out.");
    }

    @Test
    void refusesAStructWithoutFieldsOrWithOneTwice() {
        Field<String> twice = Field.string("a");

        assertThatThrownBy(() -> Field.struct("empty"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid struct of the fields []: it needs at least one field, and each needs a unique name.");
        assertThatThrownBy(() -> Field.struct("double", twice, twice))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid struct of the fields [a, a]: it needs at least one field, and each needs a unique"
                        + " name.");
    }
}
