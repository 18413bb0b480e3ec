package io.mailyard.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.Fault;
import io.mailyard.wire.BodyReader;
import io.mailyard.wire.JsonReader;
import io.mailyard.wire.ParsedBody;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Presence, arrays and objects, and all the faults of a body at once with their paths. */
class BinderTest {
    private static final Param<Long> ID = Param.of("id", Types.id(), "");
    private static final Param<String> NAME =
            Param.of("name", Types.text(1, 10), "").requiredToCreate();
    private static final Param<Long> PERCENT =
            Param.of("percent", Types.integer(1, 100), "").required();
    private static final Param<String> FROM = Param.of("from", Types.text(0, 10), "");
    private static final Param<List<Params>> SENDERS =
            Param.of("senders", Types.array(Types.object("Sender", PERCENT, FROM), 5), "");
    private static final Param<List<Long>> IDS =
            Param.of("ids", Types.array(Types.id(), 3), "").defaultsTo(List.of(1L));
    private static final Param<String> URL = Param.of("payment_url", Types.url(), "");
    private static final Param<Params> DETAILS =
            Param.of("details", Types.object("Details", URL), "");
    private static final List<Param<?>> ALL = List.of(ID, NAME, SENDERS, IDS, DETAILS);

    private final List<Fault> faults = new ArrayList<>();

    @Test
    void requiredForm_isTheSameParameter() {
        Param<String> required = FROM.required();
        Value.Members body = JsonReader.read("{\"from\":\"a\"}");

        Params params = Binder.bind(List.of(required), body, "", WireFormat.JSON, faults);

        assertThat(params.get(FROM)).isEqualTo("a");
    }

    @Test
    void everyFault_isNamedAtOnceByItsPath() {
        bind(
                """
                {"id":"x","senders":[{"percent":1},{"percent":0,"from":1},{}],
                 "ids":[1,"a",null],"details":{"payment_url":"no"}}\
                """);

        assertThat(faults)
                .extracting(Fault::field)
                .containsExactly(
                        "id",
                        "senders[1].percent",
                        "senders[1].from",
                        "senders[2].percent",
                        "ids[1]",
                        "ids[2]",
                        "details.payment_url");
        assertThat(faults).last().extracting(Fault::reason).asString().startsWith("'no' is not");
    }

    @Test
    void everyFault_isTheSameInXml() {
        bind(
                """
                <xml><id>x</id><senders><percent>1</percent></senders>
                <senders><percent>0</percent></senders><senders/>
                <ids>1</ids><ids>a</ids><details><payment_url>no</payment_url></details></xml>\
                """);

        assertThat(faults)
                .extracting(Fault::field)
                .containsExactly(
                        "id",
                        "senders[1].percent",
                        "senders[2].percent",
                        "ids[1]",
                        "details.payment_url");
    }

    @Test
    void faults_stopAt100() {
        Param<List<List<Long>>> deep =
                Param.of("deep", Types.array(Types.array(Types.id(), 1_000), 1_000), "");
        String row = "[" + "-1,".repeat(9) + "-1]";
        String body = "{\"deep\":[" + (row + ",").repeat(500) + row + "],\"id\":\"x\"}";

        bind(body, List.of(deep, ID));

        assertThat(faults).hasSize(Binder.MOST_FAULTS);
        assertThat(faults).last().extracting(Fault::field).isEqualTo("deep[9][9]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":null}", "{\"name\":null}", "<xml/>", "{\"unknown\":1}"})
    void requiredToCreate_isMissedWithoutAnId(String body) {
        bind(body);

        assertThat(faults).containsExactly(new Fault("name", "is required"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":1}", "{\"id\":1,\"name\":null}", "<xml><id>1</id></xml>"})
    void requiredToCreate_mayBeAbsentWithAnId(String body) {
        Params params = bind(body);

        assertThat(faults).isEmpty();
        assertThat(params.has(NAME)).isFalse();
        assertThat(params.find(NAME)).isEmpty();
        assertThatThrownBy(() -> params.get(NAME)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void defaults_applyToAbsentParameters() {
        Params params = bind("{\"id\":1,\"ids\":null}");

        assertThat(params.has(IDS)).isFalse();
        assertThat(params.get(IDS)).containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"ids\":[7]}",
                "{\"id\":1,\"ids\":[\"7\"]}",
                "<xml><id>1</id><ids>7</ids></xml>",
                "<xml><id>1</id><ids array='true'>7</ids></xml>"
            })
    void arrayOfOne_isReadFromEverySpelling(String body) {
        assertThat(bind(body).get(IDS)).containsExactly(7L);
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"ids\":[]}",
                "<xml><id>1</id><ids/></xml>",
                "<xml><id>1</id><ids> </ids></xml>",
                "<xml><id>1</id><ids array='true'/></xml>",
                "<xml><id>1</id><ids array='true'></ids></xml>"
            })
    void emptyArray_isReadFromEverySpelling(String body) {
        Params params = bind(body);

        assertThat(params.has(IDS)).isTrue();
        assertThat(params.get(IDS)).isEmpty();
        assertThat(faults).isEmpty();
    }

    @Test
    void singleValue_isNotAnArrayInJson() {
        bind("{\"id\":1,\"ids\":7,\"senders\":{\"percent\":1}}");

        assertThat(faults)
                .containsExactly(
                        new Fault("senders", "must be an array, not an object with {percent}"),
                        new Fault("ids", "must be an array, not the number 7"));
    }

    @Test
    void array_hasALimit() {
        bind("{\"id\":1,\"ids\":[1,2,3,4]}");

        assertThat(faults).containsExactly(new Fault("ids", "has 4 items, at most 3 are taken"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"details\":{}}",
                "{\"id\":1,\"details\":[]}",
                "{\"id\":1,\"details\":{\"payment_url\":null,\"other\":[1]}}",
                "<xml><id>1</id><details/></xml>",
                "<xml><id>1</id><details>\n</details></xml>",
                "<xml><id>1</id><details array='true'/></xml>"
            })
    void emptyObject_isReadFromEverySpelling(String body) {
        assertThat(bind(body).get(DETAILS).has(URL)).isFalse();
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"details\":[1]}",
                "{\"id\":1,\"details\":\"\"}",
                "{\"id\":1,\"details\":\"x\"}",
                "{\"id\":1,\"details\":1}",
                "<xml><id>1</id><details>x</details></xml>",
                "<xml><id>1</id><details><payment_url/></details><details/></xml>"
            })
    void object_refusesOtherKinds(String body) {
        bind(body);

        assertThat(faults).singleElement().extracting(Fault::field).isEqualTo("details");
        assertThat(faults.getFirst().reason()).startsWith("must be an object, not ");
    }

    @Test
    void nestedObjects_areReadInBothFormats() {
        String json =
                "{\"id\":1,\"senders\":[{\"percent\":\"60\",\"from\":\"a\"},{\"percent\":40}]}";
        String xml =
                "<xml><id>1</id><senders><percent>60</percent><from>a</from></senders>"
                        + "<senders><percent>40</percent></senders></xml>";
        for (String body : List.of(json, xml)) {
            List<Params> senders = bind(body).get(SENDERS);

            assertThat(senders).extracting(sender -> sender.get(PERCENT)).containsExactly(60L, 40L);
            assertThat(senders.getFirst().find(FROM)).contains("a");
            assertThat(senders.getLast().find(FROM)).isEmpty();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void unknownMembers_areFoundByTheirPaths() {
        String json =
                """
                {"token":"t","id":1,"senders":[{"percent":1},{"x":1}],"y":{},"details":{"z":null}}\
                """;
        String xml =
                "<xml><token/><id>1</id><senders><percent>1</percent></senders>"
                        + "<senders><x>1</x></senders><y/><details><z/></details></xml>";
        for (String body : List.of(json, xml)) {
            assertThat(unknown(body)).containsExactly("token", "senders[1].x", "y", "details.z");
        }
    }

    @Test
    void unknownMembers_stopAt100() {
        StringBuilder many = new StringBuilder("{\"senders\":[{");
        for (int i = 0; i < 1_000; i++) {
            many.append("\"x").append(i).append("\":0,");
        }
        String body = many + "\"y\":0},{\"z\":0}],\"w\":0}";

        assertThat(unknown(body)).hasSize(Binder.MOST_FAULTS).last().isEqualTo("senders[0].x99");
    }

    private static List<String> unknown(String body) {
        List<String> found = new ArrayList<>();
        Binder.unknown(
                ALL, BodyReader.read(body.getBytes(UTF_8), Optional.empty()).members(), "", found);
        return found;
    }

    private Params bind(String body) {
        return bind(body, ALL);
    }

    private Params bind(String body, List<Param<?>> params) {
        ParsedBody parsed = BodyReader.read(body.getBytes(UTF_8), Optional.empty());
        return Binder.bind(params, parsed.members(), "", parsed.format(), faults);
    }
}
