package io.mailyard.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.wire.ApiReply;
import io.mailyard.wire.JsonReader;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final Param<Long> ID = Param.of("id", Types.id(), "The thing.").required();
    private static final Param<Params> DETAILS =
            Param.of(
                    "details",
                    Types.object("Details", Param.of("url", Types.url(), "Where.").required()),
                    "More.");
    private static final List<Route> ROUTES =
            List.of(
                    Route.read(
                            "/api/v1.1/admin/things/get",
                            "things",
                            "One thing.",
                            call -> ApiReply.none(),
                            ID),
                    Route.write(
                            "/api/v1.1/admin/things/save",
                            "things",
                            "Saves.",
                            call -> ApiReply.none(),
                            ID,
                            DETAILS),
                    Route.read(
                                    "/api/v1.1/thing/get",
                                    "thing",
                                    "The caller's own.",
                                    call -> ApiReply.none())
                            .own());

    private static final String TEXT =
            new String(new OpenApi(ROUTES, "1").render(), StandardCharsets.UTF_8);

    private final Value.Members document = JsonReader.read(TEXT);

    @Test
    void document_hasExactlyOnePathForEachRoute() {
        assertThat(at(document, "paths").values().keySet())
                .containsExactly(
                        "/api/v1.1/admin/things/get",
                        "/api/v1.1/admin/things/save",
                        "/api/v1.1/thing/get");
    }

    @Test
    void parameters_areInTheSchemasOfBothFormats() {
        Value.Members content =
                at(
                        document,
                        "paths",
                        "/api/v1.1/admin/things/save",
                        "post",
                        "requestBody",
                        "content");
        assertThat(content.values().keySet())
                .containsExactly("application/json", "application/xml");
        for (WireFormat format : WireFormat.values()) {
            Value.Members schema = schemaOf(at(content, format.mediaType()));
            assertThat(at(schema, "properties").values().keySet())
                    .containsExactly("token", "format", "id", "details");
            assertThat(schema.values().get("required"))
                    .isEqualTo(new Value.Items(List.of(new Value.Text("id"))));
            assertThat(at(schema, "properties", "details").values())
                    .containsEntry("$ref", new Value.Text("#/components/schemas/Details"));
            assertThat(at(document, "components", "schemas", "Details", "properties").values())
                    .containsKey("url");
        }
    }

    /** Without that a reader would take the name of the schema for the root element. */
    @Test
    void rootElementOfXml_isNamed() {
        Value.Members request =
                at(
                        document,
                        "paths",
                        "/api/v1.1/admin/things/get",
                        "post",
                        "requestBody",
                        "content",
                        "application/xml");
        for (Value.Members schema :
                List.of(
                        schemaOf(request),
                        at(document, "components", "schemas", "ThingsGetAnswer"),
                        at(document, "components", "schemas", "Error"))) {
            assertThat(at(schema, "xml").values()).containsEntry("name", new Value.Text("xml"));
        }
    }

    /** The member token is no scheme that OpenAPI knows: without the header it may be there. */
    @Test
    void token_isInTheBearerHeaderOrTheBody() {
        assertThat(security("admin/things/save"))
                .isEqualTo(eitherWay("administrator", "things:write"));
        assertThat(security("admin/things/get"))
                .isEqualTo(eitherWay("administrator", "things:read"));
        assertThat(security("thing/get")).isEqualTo(eitherWay("account", "thing:read"));
        assertThat(at(document, "components", "securitySchemes").values().keySet())
                .containsExactly("administrator", "account");
    }

    private Value security(String call) {
        Map<String, Value> post = at(document, "paths", "/api/v1.1/" + call, "post").values();
        return post.getOrDefault("security", new Value.Nothing());
    }

    private static Value eitherWay(String scheme, String scope) {
        return new Value.Items(
                List.of(
                        new Value.Members(
                                Map.of(scheme, new Value.Items(List.of(new Value.Text(scope))))),
                        Value.Members.NONE));
    }

    @Test
    void onlyWritingCalls_acceptIdempotencyAndDryRunHeaders() {
        assertThat(at(document, "paths", "/api/v1.1/admin/things/get", "post").values())
                .doesNotContainKey("parameters");
        assertThat(at(document, "paths", "/api/v1.1/admin/things/save", "post").values())
                .containsKey("parameters");
    }

    @Test
    void everyReference_resolves() {
        Pattern.compile("\"\\$ref\":\"#/components/([A-Za-z]+)/([A-Za-z]+)\"")
                .matcher(TEXT)
                .results()
                .forEach(match ->
                        assertThat(at(document, "components", match.group(1)).values())
                                .containsKey(match.group(2)));
        assertThat(TEXT).contains("$ref");
    }

    /** What the member {@code schema} refers to. */
    private Value.Members schemaOf(Value.Members content) {
        Value reference = at(content, "schema").values().getOrDefault("$ref", new Value.Nothing());
        String path = reference instanceof Value.Text(String text) ? text : "";
        return at(document, "components", "schemas", path.substring(path.lastIndexOf('/') + 1));
    }

    private static Value.Members at(Value.Members from, String... path) {
        Value.Members here = from;
        for (String name : path) {
            Map<String, Value> members = here.values();
            assertThat(members).containsKey(name);
            here = (Value.Members) members.getOrDefault(name, Value.Members.NONE);
        }
        return here;
    }
}
