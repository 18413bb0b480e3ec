package io.mailyard.fields;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A declared field, in a form and in a table. */
class FieldTest {
    private enum Speed {
        SLOW,
        FAST
    }

    private static final Field<Long> ID = Field.id("The thing.");
    private static final Field<AccountId> OWNER =
            Field.own("account_id", ColumnCodec.OWNER, "Whose it is.").key();
    private static final Field<String> NAME = Field.named("Unique name.");
    private static final Field<Long> EVERY_MINUTES =
            Field.number("every_minutes", 1, 60, 5, "How often.");
    private static final Field<Speed> SPEED = Field.word("speed", Speed.class, "How fast.");
    private static final Field<List<String>> WORDS =
            Field.of(
                    "words",
                    Types.array(Types.text(1, 9), 9),
                    ColumnCodec.WORDS,
                    List.of(),
                    "Some.");
    private static final Field<Optional<String>> SEEN =
            Field.own("seen", ColumnCodec.TEXT_OR_NULL, Optional.empty(), "By whom.").once();
    private static final List<Field<?>> FIELDS =
            List.of(ID, OWNER, NAME, EVERY_MINUTES, SPEED, WORDS, SEEN);

    private record Thing(FieldValues values) implements FieldRow {}

    private static final FieldTable<Thing> TABLE = new FieldTable<>("things", FIELDS, Thing::new);

    private static Thing thing(long id, long owner, String name) {
        return new Thing(
                FieldValues.initial(FIELDS)
                        .with(ID, id)
                        .with(OWNER, new AccountId(owner))
                        .with(NAME, name));
    }

    @Test
    void field_describesItsInput() {
        assertThat(EVERY_MINUTES.label()).isEqualTo("Every minutes");
        assertThat(EVERY_MINUTES.doc()).isEqualTo("How often.");
        assertThat(EVERY_MINUTES.bounds())
                .containsAllEntriesOf(Map.of("minimum", 1L, "maximum", 60L));
        assertThat(SPEED.bounds()).containsEntry("enum", List.of("slow", "fast"));
        assertThat(EVERY_MINUTES.isNeeded()).isFalse();
        assertThat(NAME.isNeeded()).isTrue();
        assertThat(ID.isNeeded()).isFalse();
        assertThat(Fields.settable(FIELDS)).containsExactly(NAME, EVERY_MINUTES, SPEED, WORDS);
        assertThat(Fields.audited(FIELDS))
                .containsExactly(ID, OWNER, NAME, EVERY_MINUTES, SPEED, WORDS);
    }

    @Test
    void values_areFoundByNameWhateverTheirOrder() {
        Field<String> other = Field.plainlyNamed("Of another list.");
        FieldValues values = FieldValues.NONE.with(SPEED, Speed.FAST).with(NAME, "a");

        assertThat(values.get(NAME)).isEqualTo("a");
        assertThat(values.get(other)).as("of the same name").isEqualTo("a");
        assertThat(values.with(other, "b").get(NAME)).isEqualTo("b");
        assertThat(values.get(NAME)).as("not changed").isEqualTo("a");
        assertThat(values.find(ID)).isEmpty();
        assertThat(values.under(FieldValues.NONE.with(ID, 7L).with(SPEED, Speed.SLOW)))
                .isEqualTo(FieldValues.NONE.with(NAME, "a").with(SPEED, Speed.SLOW).with(ID, 7L))
                .hasSameHashCodeAs(
                        FieldValues.NONE.with(ID, 7L).with(NAME, "a").with(SPEED, Speed.SLOW))
                .isNotEqualTo(values);
    }

    @ParameterizedTest
    @EnumSource
    void table_keepsEveryValue_andChangesOwnRowsAlone(StoreKind kind) throws Exception {
        TestStores.StoreLocation place = TestStores.migratedPlace(kind);
        try (Database database = place.open()) {
            database.write(tx ->
                    tx.update(
                            """
                            CREATE TABLE things (id bigint PRIMARY KEY,
                              account_id bigint NOT NULL, name text NOT NULL,
                              every_minutes bigint NOT NULL, speed text NOT NULL,
                              words text NOT NULL, seen text)
                            """));
            Thing changed =
                    new Thing(
                            thing(1, 7, "Name")
                                    .values()
                                    .with(SPEED, Speed.FAST)
                                    .with(WORDS, List.of("a", "b"))
                                    .with(SEEN, Optional.of("nobody")));
            database.write(tx -> {
                TABLE.insert(tx, thing(1, 7, "First"));
                TABLE.insert(tx, thing(2, 8, "Second"));
                TABLE.insert(tx, thing(3, 0, "name"));
                TABLE.update(tx, changed);
                // another owner's row of the same id is neither changed nor deleted
                TABLE.update(tx, thing(2, 7, "Taken"));
                assertThat(TABLE.delete(tx, thing(2, 7, ""))).isFalse();
                return true;
            });

            Thing kept = database.read(tx -> TABLE.find(tx, 1)).orElseThrow();
            Slice<Thing> page =
                    database.read(tx -> TABLE.page(tx, new Page(1, 2), "account_id >= ?", 0));

            assertThat(kept.values()).isEqualTo(changed.values().with(SEEN, Optional.empty()));
            assertThat(page.rows())
                    .extracting(row -> row.get(NAME))
                    .containsExactly("Name", "Second");
            assertThat(page.totalCount()).isEqualTo(3);
            assertThat(page.nextFromId()).hasValue(3);
            assertThat(
                            database.<Long>read(tx ->
                                    TABLE.alike(tx, NAME, thing(1, 7, "NAME"), FieldTable.ALL)
                                            .orElse(0)))
                    .isEqualTo(3);
        }
    }

    private static final Field<Long> PART = Field.idOf("part_id", "parts", "A part.");
    private static final Field<String> HOST = Field.domain("host", "Where it is; empty: nowhere.");
    private static final FieldList<FieldValues> PARTS =
            FieldList.objects(
                    "parts",
                    List.of(PART, HOST),
                    3,
                    "PartInput",
                    Fields.declare(ObjectSchema.of("Part", "A part."), List.of(PART, HOST)),
                    "What it is made of.",
                    "thing_parts",
                    "thing_id");
    private static final Field<String> COLOUR =
            Field.of(
                    "colour",
                    Types.oneOf("red", "blue"),
                    ColumnCodec.word(List.of("red", "blue")).orNull(""),
                    "",
                    "Which colour; empty: none.");
    private static final List<Field<?>> MORE = List.of(ID, OWNER, COLOUR, PARTS.field());
    private static final FieldTable<Thing> COLOURED =
            new FieldTable<>("coloured", MORE, Thing::new);

    private static FieldValues part(long id, String host) {
        return FieldValues.NONE.with(PART, id).with(HOST, host);
    }

    private static Thing coloured(long id, String colour, FieldValues... parts) {
        return new Thing(
                FieldValues.NONE
                        .with(ID, id)
                        .with(OWNER, new AccountId(7))
                        .with(COLOUR, colour)
                        .with(PARTS.field(), List.of(parts)));
    }

    @ParameterizedTest
    @EnumSource
    void list_hasATableOfItsOwn_andKeepsItsOrder(StoreKind kind) throws Exception {
        TestStores.StoreLocation place = TestStores.migratedPlace(kind);
        try (Database database = place.open()) {
            Thing one = coloured(1, "red", part(9, "b.example"), part(8, ""), part(9, "a.example"));
            Thing two = coloured(2, "");
            Thing changed = coloured(1, "", part(7, "c.example"));
            database.write(tx -> {
                tx.update(
                        "CREATE TABLE coloured (id bigint PRIMARY KEY, account_id bigint NOT NULL,"
                                + " colour text CHECK (colour <> ''))");
                tx.update(
                        "CREATE TABLE thing_parts (thing_id bigint, position bigint,"
                                + " part_id bigint, host text, PRIMARY KEY (thing_id, position))");
                COLOURED.insertAll(tx, List.of(one, two), "ON CONFLICT (id) DO NOTHING");
                COLOURED.insertAll(tx, List.of(two), "ON CONFLICT (id) DO NOTHING");
                PARTS.insert(tx, 1, one.values());
                PARTS.insert(tx, 2, two.values());
                return true;
            });

            assertThat(read(database, 1)).isEqualTo(one.values());
            assertThat(read(database, 2)).isEqualTo(two.values());
            Map<Long, FieldValues> all = new HashMap<>();
            database.read(tx -> {
                PARTS.readAll(tx, all);
                return true;
            });
            FieldValues parts = FieldValues.NONE.with(PARTS.field(), one.get(PARTS.field()));
            assertThat(all).containsExactlyEntriesOf(Map.of(1L, parts));

            database.write(tx -> {
                COLOURED.updateAll(tx, List.of(changed));
                PARTS.replace(tx, 1, changed.values());
                return true;
            });
            assertThat(read(database, 1)).isEqualTo(changed.values());
            assertThat(
                            database.<List<Thing>>read(
                                    tx -> COLOURED.among(tx, "id IN {list}", List.of(1L, 2L, 3L))))
                    .extracting(thing -> thing.get(COLOUR))
                    .containsExactly("", "");
        }
    }

    private static FieldValues read(Database database, long id) {
        return database.read(
                tx -> PARTS.read(tx, id, COLOURED.find(tx, id).orElseThrow().values()));
    }
}
