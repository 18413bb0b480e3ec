package io.mailyard.panel;

import io.mailyard.http.Query;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A form that was sent when its session had ended: kept through the sign-in, in the pages
 * themselves, so that what was typed is not lost. Passwords, codes and private keys are left out; a
 * file is kept if it is a text that leaves room for the other fields.
 *
 * @param root below which the pages are that it may be sent to
 * @param action where it was sent, path and query: a query often names what the form is about
 * @param body its fields, encoded as those of a form without files
 */
record UnsentForm(String root, String action, String body) {
    static final UnsentForm NONE = new UnsentForm("", "", "");

    /**
     * Longer than any form of the panel, whose longest field has 300,000 characters. Encoded once
     * more, as the page to sign in sends it, it is at most 5/3 as long: less than the usual {@code
     * http.max-body}.
     */
    private static final int MOST_CHARS = 512 * 1024;

    private static final Set<String> LEFT_OUT =
            Set.of(
                    "csrf",
                    "password",
                    "present",
                    "fresh",
                    "again",
                    "secret",
                    "private_key",
                    "client_secret",
                    "bind_password",
                    "code",
                    "typed");

    /** The form that a visit sends; none where it is another, or nothing to keep. */
    static UnsentForm of(Surface surface, Visit visit) {
        Map<String, String> typed = visit.fields();
        Map<String, String> all = new LinkedHashMap<>(typed);
        visit.files()
                .forEach((name, content) -> text(content).ifPresent(file -> all.put(name, file)));
        UnsentForm whole = new UnsentForm(surface.root(), visit.address(), encoded(all));
        if (whole.isFit()) {
            return whole;
        }
        UnsentForm withoutFiles = new UnsentForm(surface.root(), visit.address(), encoded(typed));
        return withoutFiles.isFit() ? withoutFiles : NONE;
    }

    /** A file's text; empty where it is none, as a picture. */
    private static Optional<String> text(byte[] content) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(content))
                            .toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    /** The form that the page to sign in has carried. */
    static UnsentForm carried(Surface surface, Visit visit) {
        UnsentForm form =
                new UnsentForm(surface.root(), visit.field("unsent_to"), visit.field("unsent"));
        return form.isFit() ? form : NONE;
    }

    private boolean isFit() {
        return action.startsWith(root + "/")
                && Html.back(root, action).equals(action)
                && !action.replaceFirst("\\?.*", "").equals(root + SignInPages.OUT)
                && body.length() <= MOST_CHARS
                && !fields().isEmpty();
    }

    boolean isThere() {
        return !action.isEmpty();
    }

    /** Fields that are sent again. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        Query.fields(body)
                .forEach((name, value) -> {
                    if (!LEFT_OUT.contains(name)) {
                        fields.put(name, value);
                    }
                });
        return fields;
    }

    /** Fields that are sent again, encoded, without those that are left out. */
    String kept() {
        return encoded(fields());
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> Panel.encoded(field.getKey()) + "=" + Panel.encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }
}
