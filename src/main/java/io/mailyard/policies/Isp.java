package io.mailyard.policies;

import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import java.util.List;
import java.util.Map;

/**
 * A group of recipient domains that are treated alike (docs/spec/delivery.md).
 *
 * @param domains in lower case, as A-labels
 * @param encodingGlobal encoding of bodies for these domains: {@code base64}, {@code
 *     quoted-printable}, {@code 8bit}, {@code 7bit}; empty: unchanged
 * @param encodingHtml encoding of HTML parts; empty: {@code encodingGlobal}
 * @param encodingText encoding of text parts; empty: {@code encodingGlobal}
 * @param headersAdd header fields added to each message, values by names
 * @param headersDelete names of header fields that are removed
 */
public record Isp(
        long id,
        String name,
        List<String> domains,
        String encodingGlobal,
        String encodingHtml,
        String encodingText,
        Map<String, String> headersAdd,
        List<String> headersDelete,
        boolean shipped)
        implements Policy {
    /** The ISP of every domain that belongs to no other. */
    public static final String OTHER = "other";

    static final Field<String> NAME =
            Field.named("Unique name; it stays, since queued mail and counts go by it.");
    static final Field<List<String>> DOMAINS =
            Field.of(
                    "domains",
                    IspRules.domains(),
                    ColumnCodec.TEXTS,
                    List.of(),
                    "Recipient domains; each belongs to one ISP at most.");
    static final Field<String> GLOBAL = encoding("encoding_global", "bodies");
    static final Field<String> HTML = encoding("encoding_html", "HTML parts");
    static final Field<String> TEXT = encoding("encoding_text", "text parts");
    static final Field<Map<String, String>> ADD =
            Field.of(
                    "headers_add",
                    HeaderFields.added(),
                    ColumnCodec.PAIRS,
                    Map.of(),
                    "Header fields to add to each message, values by names.");
    static final Field<List<String>> DELETE =
            Field.of(
                    "headers_delete",
                    HeaderFields.deleted(),
                    ColumnCodec.TEXTS,
                    List.of(),
                    "Names of header fields to take away from each message.");

    private static Field<String> encoding(String name, String of) {
        return Field.word(
                name,
                "How " + of + " are encoded; an empty string: as they came.",
                "",
                "base64",
                "quoted-printable",
                "8bit",
                "7bit");
    }

    static PolicyKind<Isp> described() {
        return new PolicyKind<>(
                "isps",
                "ISP",
                "ISPs: recipient domains that are treated alike.",
                List.of(NAME, DOMAINS, GLOBAL, HTML, TEXT, ADD, DELETE),
                new IspRules(),
                kept ->
                        new Isp(
                                kept.id(),
                                kept.get(NAME),
                                kept.get(DOMAINS),
                                kept.get(GLOBAL),
                                kept.get(HTML),
                                kept.get(TEXT),
                                kept.get(ADD),
                                kept.get(DELETE),
                                kept.shipped()));
    }
}
