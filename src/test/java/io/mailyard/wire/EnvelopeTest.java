package io.mailyard.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Fault;
import io.mailyard.base.Slice;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final String OK = "\"error\":0,\"error_text\":\"Successful operation\"";
    private static final String OK_XML =
            "<error>0</error><error_text>Successful operation</error_text>";

    @Test
    void list_endsWithTotalCountAndTheNextPage() {
        Slice<Long> slice = new Slice<>(List.of(1L, 2L), 9, OptionalLong.of(3));
        ApiReply reply = ApiReply.list(slice, (out, id) -> out.number("id", id));

        assertThat(json(reply))
                .isEqualTo(
                        "{\"data\":[{\"id\":1},{\"id\":2}],"
                                + OK
                                + ",\"total_count\":9,\"next_from_id\":3}");
        assertThat(xml(reply.and(out -> out.flag("more", true))))
                .isEqualTo(
                        "<xml><data><id>1</id></data><data><id>2</id></data>"
                                + OK_XML
                                + "<total_count>9</total_count><next_from_id>3</next_from_id>"
                                + "<more>true</more></xml>");
    }

    @Test
    void wrappedList_isOneElementInXml() {
        Slice<Long> two = new Slice<>(List.of(1L, 2L), 2, OptionalLong.empty());
        Slice<Long> none = new Slice<>(List.of(), 0, OptionalLong.empty());

        assertThat(xml(ApiReply.list(two, (out, id) -> out.number("id", id), "user")))
                .isEqualTo(
                        "<xml><data><user><id>1</id></user><user><id>2</id></user></data>"
                                + OK_XML
                                + "<total_count>2</total_count></xml>");
        assertThat(xml(ApiReply.list(none, (_, _) -> {}, "user")))
                .isEqualTo("<xml><data/>" + OK_XML + "<total_count>0</total_count></xml>");
        assertThat(json(ApiReply.list(none, (_, _) -> {}, "user")))
                .isEqualTo("{\"data\":[]," + OK + ",\"total_count\":0}");
    }

    @Test
    void nothing_isWrittenAsTheCallSays() {
        assertThat(json(ApiReply.none())).isEqualTo("{" + OK + "}");
        assertThat(xml(ApiReply.none())).isEqualTo("<xml>" + OK_XML + "</xml>");
        assertThat(json(ApiReply.emptyInXml())).isEqualTo("{" + OK + "}");
        assertThat(xml(ApiReply.emptyInXml())).isEqualTo("<xml><data/>" + OK_XML + "</xml>");
        assertThat(json(ApiReply.nullData())).isEqualTo("{\"data\":null," + OK + "}");
        assertThat(xml(ApiReply.nullData())).isEqualTo("<xml><data/>" + OK_XML + "</xml>");
        assertThat(json(ApiReply.one(_ -> {}))).isEqualTo("{\"data\":{}," + OK + "}");
        assertThat(xml(ApiReply.one(_ -> {}))).isEqualTo("<xml><data/>" + OK_XML + "</xml>");
    }

    @Test
    void error_namesEveryFault() {
        ApiException refusal =
                ApiException.badRequest(List.of(new Fault("a", "x"), new Fault("b[0]", "<y>")));

        assertThat(new String(Envelope.error(refusal, WireFormat.JSON), UTF_8))
                .isEqualTo(
                        "{\"error\":400,\"error_text\":\"a: x; b[0]: <y>\",\"errors\":"
                                + "[{\"field\":\"a\",\"reason\":\"x\"},"
                                + "{\"field\":\"b[0]\",\"reason\":\"<y>\"}]}");
        assertThat(new String(Envelope.error(refusal, WireFormat.XML), UTF_8))
                .isEqualTo(
                        "<xml><error>400</error><error_text>a: x; b[0]: &lt;y&gt;</error_text>"
                                + "<errors><field>a</field><reason>x</reason></errors>"
                                + "<errors><field>b[0]</field><reason>&lt;y&gt;</reason></errors>"
                                + "</xml>");
    }

    @Test
    void error_withoutFaultsHasTwoMembers() {
        assertThat(
                        new String(
                                Envelope.error(
                                        ErrorCode.NOT_FOUND, "no", List.of(), WireFormat.JSON),
                                UTF_8))
                .isEqualTo("{\"error\":404,\"error_text\":\"no\"}");
    }

    private static String json(ApiReply reply) {
        return new String(Envelope.render(reply, WireFormat.JSON), UTF_8);
    }

    private static String xml(ApiReply reply) {
        return new String(Envelope.render(reply, WireFormat.XML), UTF_8);
    }
}
